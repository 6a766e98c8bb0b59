package io.countersign.secrets.vault;

import io.countersign.spi.Attempt;
import io.countersign.spi.Lookup;
import io.countersign.spi.ReplyData;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The fields of a secret that was read.
 *
 * @param below the JSON pointer of the object that holds them
 * @param version of the secret, where the engine counts
 * @param named whether the reply has their names alone, with null for each value
 */
record Fields(ReplyData reply, String below, Optional<String> version, boolean named, Server server)
    implements Page {
  private static final int NAMES = 20;

  @Override
  public Lookup of(KvField field) {
    String pointer = below + "/" + field.name().replace("~", "~0").replace("/", "~1");
    List<String> names = reply.names(below);
    if (!names.contains(field.name())) {
      return missing("no such field", field, names);
    }
    if (reply.isObject(pointer)) {
      return invalid("an object", field);
    }
    if (named) {
      return found("", field);
    }
    Optional<String> text = reply.text(pointer);
    if (text.isPresent()) {
      return text.get().isEmpty()
          ? missing("set but empty", field, List.of())
          : found(text.get(), field);
    }
    if (reply.at(pointer).isPresent()) {
      return invalid("a number, true or false", field);
    }
    return reply.has(pointer) ? invalid("a list", field) : missing("set to null", field, List.of());
  }

  private Lookup found(String value, KvField field) {
    return new Lookup.Found(value, field.toString(), version, List.of(attempt("found", field, "")));
  }

  private Lookup missing(String outcome, KvField field, List<String> others) {
    String having =
        others.isEmpty()
            ? ""
            : others.stream()
                .limit(NAMES)
                .collect(
                    Collectors.joining(", ", ", which has ", others.size() > NAMES ? ", …" : ""));
    return new Lookup.NotFound(List.of(attempt(outcome, field, having)), others);
  }

  private Lookup invalid(String what, KvField field) {
    return new Lookup.Failed(
        Lookup.Failure.INVALID,
        List.of(attempt("is " + what, field, "")),
        field.name() + " is " + what + ": put a text there");
  }

  private Attempt attempt(String outcome, KvField field, String having) {
    String at =
        field.path().version().isPresent()
            ? ""
            : version.map(number -> " (version " + number + ")").orElse("");
    return new Attempt(outcome, field.name(), server + " " + field.path() + at + having);
  }

  @Override
  public String toString() {
    return "Fields";
  }
}

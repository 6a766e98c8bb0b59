package io.countersign.secrets.aws;

import io.countersign.spi.Attempt;
import io.countersign.spi.JsonFields;
import io.countersign.spi.Lookup;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;

/**
 * What a secret holds: a text, or bytes.
 *
 * @param place where it was read, as {@code eu-west-1}
 * @param version as AWS names it
 */
record Content(
    SecretId secret,
    String place,
    Optional<String> version,
    Optional<String> text,
    Optional<SdkBytes> bytes)
    implements Answer {
  /**
   * Of a member of an object, who knows what its name may be: only what looks like one is shown.
   */
  private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  @Override
  public Lookup about(Located asked) {
    if (bytes.isPresent() && asked.binary() == Located.Binary.BASE64) {
      return value(asked, Base64.getEncoder().encodeToString(bytes.get().asByteArray()));
    }
    if (bytes.isPresent() && asked.binary() == Located.Binary.UNSAID) {
      return invalid(
          asked,
          "binary",
          secret + " is binary: write ?binary=base64 behind its name, or ?binary=utf-8 for a text");
    }
    if (bytes.isEmpty() && asked.binary() != Located.Binary.UNSAID) {
      return invalid(asked, "not binary", secret + " is a text: leave out ?binary");
    }
    if (bytes.isEmpty()) {
      return of(asked, text.orElse(""));
    }
    return utf8(bytes.get())
        .map(content -> of(asked, content))
        .orElseGet(
            () -> invalid(asked, "not UTF-8", secret + " is no text in UTF-8: ask for base64"));
  }

  private static Optional<String> utf8(SdkBytes bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(bytes.asByteBuffer()).toString());
    } catch (CharacterCodingException otherCharset) {
      return Optional.empty();
    }
  }

  private Lookup of(Located asked, String content) {
    if (asked.field().isEmpty()) {
      return value(asked, content);
    }
    String field = asked.field().get();
    JsonFields fields = JsonFields.of(content).orElse(null);
    if (fields == null) {
      return invalid(
          asked,
          "no JSON object",
          secret + " holds no JSON object, so it has no fields: name it without one");
    }
    String kind = fields.kind(field).orElse("");
    if (kind.isEmpty()) {
      return new Lookup.NotFound(List.of(attempt(asked, "no such field")), shown(fields.names()));
    }
    return fields
        .text(field)
        .map(value -> value(asked, value))
        .orElseGet(() ->
            invalid(
                asked,
                "not a text",
                asked.place() + " is " + kind + ": write a text between quotes"));
  }

  private static Set<String> shown(Set<String> names) {
    return names.stream()
        .filter(name -> FIELD.matcher(name).matches())
        .collect(Collectors.toUnmodifiableSet());
  }

  private Lookup value(Located asked, String value) {
    if (value.isEmpty()) {
      return new Lookup.NotFound(List.of(attempt(asked, "set but empty")), List.of());
    }
    Attempt found = attempt(asked, "found");
    return new Lookup.Found(value, found.where(), version, List.of(found));
  }

  private Lookup invalid(Located asked, String outcome, String explanation) {
    return new Lookup.Failed(Lookup.Failure.INVALID, List.of(attempt(asked, outcome)), explanation);
  }

  private Attempt attempt(Located asked, String outcome) {
    return asked
        .field()
        .map(field -> new Attempt(outcome, field, secret + ", " + place))
        .orElseGet(() -> new Attempt(outcome, secret.toString(), place));
  }

  @Override
  public String toString() {
    return "Content[" + secret + "]";
  }
}

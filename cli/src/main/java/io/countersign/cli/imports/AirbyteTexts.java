package io.countersign.cli.imports;

import io.countersign.cli.imports.Item.Kind;
import io.countersign.cli.imports.Manifest.Component;
import io.countersign.cli.imports.Piece.Encoded;
import io.countersign.cli.imports.Piece.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The texts of a component, written in HOCON. */
final class AirbyteTexts {
  private static final String BASIC = "Basic ";

  private final Draft draft;

  AirbyteTexts(Draft draft) {
    this.draft = draft;
  }

  /** What Basic authentication is made of. */
  record Basic(List<Piece> user, List<Piece> password) {}

  /** Writes the members of a map as texts, but for one that is said otherwise. */
  void texts(Component component, @Nullable Item item, Block into, String... without) {
    Item.members(item)
        .forEach((name, value) -> {
          if (List.of(without).contains(name)) {
            return;
          }
          if (value instanceof Item.Scalar scalar && scalar.kind() != Kind.NULL) {
            into.text(name, draft.beside(name, component.pieces(value)));
          } else if (!Item.isAbsent(value)) {
            draft.note(name + ": a list or a map cannot stand here; it is left out.");
          }
        });
  }

  /** Writes the members of a map as a tree of JSON. */
  void tree(Component component, @Nullable Item item, Block into) {
    tree(component, item, into, 0);
  }

  private void tree(Component component, @Nullable Item item, Block into, int depth) {
    if (item != null && depth > Document.DEPTH) {
      throw component.manifest().selfReference(item);
    }
    Item.members(item)
        .forEach((name, value) -> {
          Item found = component.manifest().resolved(value).item();
          if (found instanceof Item.Table) {
            Block inner = new Block();
            tree(component, found, inner, depth + 1);
            if (inner.isEmpty()) {
              draft.note(Fields.kebab(name) + ": an empty object cannot be sent; it is left out.");
            }
            into.block(name, inner);
          } else if (found != null) {
            into.raw(name, leaf(component, name, found));
          }
        });
  }

  private String leaf(Component component, String name, Item item) {
    if (item instanceof Item.Row row) {
      List<String> items = new ArrayList<>();
      for (Item one : row.items()) {
        if (one instanceof Item.Scalar) {
          items.add(leaf(component, name, one));
        } else {
          draft.note(name + ": a list in a list, or of maps, is left out; write it.");
        }
      }
      return Hocon.list(items);
    }
    Item.Scalar scalar = (Item.Scalar) item;
    return switch (scalar.kind()) {
      case NULL -> "null";
      case FLAG -> scalar.text().toLowerCase(java.util.Locale.ROOT);
      case NUMBER ->
          scalar.text().matches("-?(0|[1-9]\\d*)(\\.\\d+)?") && !Draft.isSecretName(name)
              ? scalar.text()
              : text(component, name, item);
      case TEXT -> text(component, name, item);
    };
  }

  private String text(Component component, String name, Item item) {
    return Hocon.quoted(draft.beside(name, component.pieces(item)));
  }

  /** Returns what a header says, if it is Basic authentication that a template makes. */
  static Optional<Basic> basic(List<Piece> pieces) {
    if (pieces.size() == 2
        && pieces.get(0) instanceof Literal scheme
        && scheme.text().equals(BASIC)
        && pieces.get(1) instanceof Encoded encoded) {
      return split(encoded.pieces());
    }
    return Optional.empty();
  }

  private static Optional<Basic> split(List<Piece> pieces) {
    List<Piece> user = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      if (pieces.get(i) instanceof Literal literal && literal.text().contains(":")) {
        int colon = literal.text().indexOf(':');
        add(user, literal.text().substring(0, colon));
        List<Piece> password = new ArrayList<>();
        add(password, literal.text().substring(colon + 1));
        password.addAll(pieces.subList(i + 1, pieces.size()));
        return Optional.of(new Basic(user, password));
      }
      user.add(pieces.get(i));
    }
    return Optional.empty();
  }

  private static void add(List<Piece> pieces, String text) {
    if (!text.isEmpty()) {
      pieces.add(new Literal(text));
    }
  }

  /** Returns the value of a header field, found without regard to case; null if there is none. */
  static Map.@Nullable Entry<String, Item> header(@Nullable Item headers, String name) {
    return Item.members(headers).entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .findFirst()
        .orElse(null);
  }

  /** Returns an address as a word, without what may be a secret in it. */
  String address(String what, List<Piece> pieces) {
    return draft.word(what, draft.address(what, pieces));
  }

  /** Returns a JSON pointer. */
  static String pointer(List<String> names) {
    StringBuilder pointer = new StringBuilder();
    names.forEach(name -> pointer.append('/').append(name.replace("~", "~0").replace("/", "~1")));
    return pointer.toString();
  }

  /** Returns a number of seconds, or an ISO duration, as a time of Countersign. */
  @Nullable String time(String what, List<Piece> pieces) {
    if (!Piece.areLiteral(pieces)) {
      String word = draft.word(what, pieces);
      return what.equals("token_duration") ? word + Hocon.quoted(" s") : word;
    }
    String text = Piece.literal(pieces).strip();
    if (text.matches("\\d{1,9}")) {
      return seconds(Long.parseLong(text));
    }
    if (text.matches("P\\d{1,4}W")) {
      return Integer.parseInt(text.substring(1, text.length() - 1)) * 7 + " d";
    }
    try {
      return seconds(java.time.Duration.parse(text).toSeconds());
    } catch (java.time.DateTimeException unknown) {
      draft.note(what + ": " + text + " is no time of fixed length; it is left out.");
      return null;
    }
  }

  private static String seconds(long seconds) {
    return seconds > 0 && seconds % 3600 == 0
        ? seconds / 3600 + " h"
        : seconds > 0 && seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }
}

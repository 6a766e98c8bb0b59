package io.countersign.spi;

import java.util.Optional;

/** Where in a reply a value stands, as {@code json /data/token} or {@code cookie sid}. */
public final class ReplyPlace {
  private enum Part {
    JSON,
    HEADER,
    COOKIE
  }

  private final Part part;
  private final String name;

  private ReplyPlace(Part part, String name) {
    this.part = part;
    this.name = name;
  }

  /** A place in a reply: {@code json /POINTER}, {@code header NAME} or {@code cookie NAME}. */
  public static Setting<ReplyPlace> setting(String name) {
    return Setting.word(
        name, "a place in the reply: json /POINTER, header NAME or cookie NAME", ReplyPlace::parse);
  }

  /** A JSON pointer (RFC 6901). */
  public static Setting<String> pointer(String name) {
    return Setting.word(name, "a JSON pointer, as /data/token", ReplyPlace::checked);
  }

  private static String checked(String pointer) {
    if (!pointer.startsWith("/") || pointer.matches(".*~(?![01]).*")) {
      throw new IllegalArgumentException("no pointer");
    }
    return pointer;
  }

  private static ReplyPlace parse(String word) {
    String[] parts = word.trim().split("\\s+", 2);
    String name = parts.length == 2 ? parts[1] : "";
    return switch (parts[0]) {
      case "json" -> new ReplyPlace(Part.JSON, checked(name));
      case "header" -> {
        PlacementCheck.checkName(Place.HEADER, name);
        yield new ReplyPlace(Part.HEADER, name);
      }
      case "cookie" -> {
        PlacementCheck.checkName(Place.COOKIE, name);
        yield new ReplyPlace(Part.COOKIE, name);
      }
      default -> throw new IllegalArgumentException("no such place");
    };
  }

  /** Returns what stands there; empty if nothing does. */
  public Optional<String> in(ReplyData reply) {
    return switch (part) {
      case JSON -> reply.at(name);
      case HEADER -> reply.header(name);
      case COOKIE -> reply.cookie(name);
    };
  }

  /** Says of a reply that has nothing there why that may be, as {@code no header X-Id}. */
  public String absence(ReplyData reply) {
    return part == Part.JSON && !reply.isReadable()
        ? "a body that is no JSON, so nothing at " + name
        : "no " + this;
  }

  @Override
  public String toString() {
    return switch (part) {
      case JSON -> "JSON " + name;
      case HEADER -> "header " + name;
      case COOKIE -> "cookie " + name;
    };
  }
}

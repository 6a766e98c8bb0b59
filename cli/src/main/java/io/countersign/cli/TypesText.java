package io.countersign.cli;

import io.countersign.Types;
import io.countersign.Types.Broken;
import io.countersign.Types.Kind;
import java.util.ArrayList;
import java.util.List;

/** What was discovered, as a table by kind. */
final class TypesText {
  private TypesText() {}

  static String of(Types types) {
    int width = types.found().stream().mapToInt(type -> type.name().length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      List<Types.Type> found = types.found().stream().filter(type -> type.kind() == kind).toList();
      if (!found.isEmpty()) {
        lines.add((lines.isEmpty() ? "" : "\n") + heading(kind));
        found.forEach(type -> lines.add("  " + Layout.pad(type.name(), width) + "  " + type.jar()));
      }
    }
    if (!types.broken().isEmpty()) {
      lines.add("\ncould not be loaded");
      types.broken().forEach(broken -> lines.add(broken(broken)));
    }
    return String.join("\n", lines);
  }

  /** Says a kind in the words of the configuration. */
  static String heading(Kind kind) {
    return switch (kind) {
      case AUTHENTICATOR -> "authenticators (" + kind.block() + ".type)";
      case SECRETS -> "sources of secrets (" + kind.block() + ".type)";
      case TRANSPORT -> "transports (" + kind.block() + ".transport)";
    };
  }

  private static String broken(Broken broken) {
    String name = broken.className().isEmpty() ? "" : broken.className() + " in ";
    return "  " + name + broken.jar() + "\n" + Layout.wrap("    ", broken.cause());
  }
}

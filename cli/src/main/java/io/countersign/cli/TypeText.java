package io.countersign.cli;

import io.countersign.Types;
import io.countersign.spi.Rule;
import io.countersign.spi.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One type with its settings, and those of every type of its kind. */
final class TypeText {
  private TypeText() {}

  static String of(Types.Type type, List<Setting<?>> common) {
    List<String> lines = new ArrayList<>();
    lines.add(type.name() + "  (" + type.jar() + ")");
    settings(lines, "  ", type.settings(), type.rules());
    if (!common.isEmpty()) {
      lines.add("\n  and, whatever the type");
      settings(lines, "  ", common, List.of());
    }
    return String.join("\n", lines);
  }

  private static void settings(
      List<String> lines, String indent, List<Setting<?>> settings, List<Rule> rules) {
    for (Setting<?> setting : settings) {
      lines.add(
          Layout.wrap(
              indent + setting.name() + "  ",
              SettingWords.kind(setting) + "; " + presence(setting)));
      if (!setting.description().isEmpty()) {
        lines.add(Layout.wrap(indent + "    ", setting.description()));
      }
      settings(lines, indent + "    ", setting.inner(), setting.rules());
    }
    for (Rule rule : rules) {
      lines.add(
          Layout.wrap(
              indent,
              rule.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                  + " of "
                  + String.join(", ", rule.settings())));
    }
  }

  private static String presence(Setting<?> setting) {
    return switch (setting.presence()) {
      case REQUIRED ->
          setting.shape() == Setting.Shape.TEXT
              ? "required, looked up under its path if left out"
              : "required";
      case OPTIONAL -> "optional";
      case DEFAULT -> "default " + SettingWords.otherwise(setting);
      case CONDITIONAL -> "only, and then required, if " + SettingWords.condition(setting);
    };
  }
}

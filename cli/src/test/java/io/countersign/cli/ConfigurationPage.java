package io.countersign.cli;

import io.countersign.Types;
import io.countersign.spi.Rule;
import io.countersign.spi.Setting;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The reference of the configuration: its tables are made of what the types declare. */
final class ConfigurationPage {
  private static final Pattern TABLE =
      Pattern.compile("(?s)<!-- (common|type) (\\S+) -->\n.*?<!-- end -->");

  private final String text;

  ConfigurationPage(String text) {
    this.text = text;
  }

  /** Returns the page with each table as these types have it. */
  String with(Types types) {
    return TABLE
        .matcher(text)
        .replaceAll(table ->
            Matcher.quoteReplacement(
                "<!-- "
                    + table.group(1)
                    + " "
                    + table.group(2)
                    + " -->\n"
                    + table(types, table.group(1), table.group(2))
                    + "<!-- end -->"));
  }

  private static String table(Types types, String what, String name) {
    if (what.equals("common")) {
      return rows(types.common().getOrDefault(name, List.of()), List.of());
    }
    return types.found().stream()
        .filter(type -> type.name().equals(name))
        .map(type -> rows(type.settings(), type.rules()))
        .findFirst()
        .orElse("");
  }

  private static String rows(List<Setting<?>> settings, List<Rule> rules) {
    if (settings.isEmpty()) {
      return "It has no settings.\n";
    }
    StringBuilder table = new StringBuilder("| setting | value | default | |\n|---|---|---|---|\n");
    rows(table, "", settings);
    for (Rule rule : rules) {
      table
          .append("\n")
          .append(rule.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '))
          .append(" of ")
          .append(
              rule.settings().stream()
                  .map(name -> "`" + name + "`")
                  .collect(Collectors.joining(", ")))
          .append("\n");
    }
    return table.toString();
  }

  private static void rows(StringBuilder table, String above, List<Setting<?>> settings) {
    for (Setting<?> setting : settings) {
      String name = above + setting.name();
      table.append("| `").append(name).append("` | ").append(cell(SettingWords.kind(setting)));
      table.append(" | ").append(cell(otherwise(setting)));
      table.append(" | ").append(cell(setting.description())).append(" |\n");
      rows(table, name + ".", setting.inner());
    }
  }

  private static String otherwise(Setting<?> setting) {
    return switch (setting.presence()) {
      case REQUIRED -> setting.shape() == Setting.Shape.TEXT ? "looked up" : "required";
      case OPTIONAL -> "";
      case DEFAULT -> "`" + SettingWords.otherwise(setting) + "`";
      case CONDITIONAL -> "required if " + SettingWords.condition(setting);
    };
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  /** Returns what stands below the heading of a type. */
  String section(String type) {
    return below("### `" + type + "`");
  }

  /** Returns what stands below a heading. */
  String below(String heading) {
    Matcher section =
        Pattern.compile("(?ms)^" + Pattern.quote(heading) + "\n(.*?)(?=^##|\\z)").matcher(text);
    if (!section.find()) {
      throw new AssertionError("docs/configuration.md has no section " + heading);
    }
    return section.group(1);
  }

  /** Returns the block of code of this language in a section. */
  static String block(String section, String language) {
    Matcher block = Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(section);
    if (!block.find()) {
      throw new AssertionError("no block of " + language + " in" + section);
    }
    return block.group(1);
  }
}

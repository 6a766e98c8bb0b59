package io.countersign.cli;

import io.countersign.Types;
import io.countersign.Types.Broken;
import io.countersign.spi.Rule;
import io.countersign.spi.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was discovered, for a program to read. */
final class TypesJson {
  private TypesJson() {}

  static String of(Types types) {
    return Json.of(
        Map.of(
            "types", types.found().stream().map(TypesJson::type).toList(),
            "broken", types.broken().stream().map(TypesJson::broken).toList(),
            "common", common(types.common())));
  }

  private static Map<String, Object> type(Types.Type type) {
    return Map.of(
        "kind", word(type.kind()),
        "name", type.name(),
        "class", type.className(),
        "jar", type.jar(),
        "settings", settings(type.settings()),
        "rules", rules(type.rules()));
  }

  private static Map<String, Object> common(Map<String, List<Setting<?>>> common) {
    Map<String, Object> all = new LinkedHashMap<>();
    common.forEach((block, settings) -> all.put(block, settings(settings)));
    return all;
  }

  private static Map<String, Object> broken(Broken broken) {
    return Map.of(
        "kind", word(broken.kind()),
        "class", broken.className(),
        "jar", broken.jar(),
        "cause", broken.cause());
  }

  private static List<Map<String, Object>> settings(List<Setting<?>> settings) {
    return settings.stream().map(TypesJson::setting).toList();
  }

  private static Map<String, Object> setting(Setting<?> setting) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", setting.name());
    all.put("kind", SettingWords.kind(setting));
    all.put("presence", word(setting.presence()));
    all.put("description", setting.description());
    setting.otherwise().ifPresent(value -> all.put("default", value));
    setting.condition().ifPresent(when -> all.put("when", Map.of(when.setting(), when.words())));
    if (setting.shape() == Setting.Shape.BLOCK) {
      all.put("settings", settings(setting.inner()));
      all.put("rules", rules(setting.rules()));
    }
    return all;
  }

  private static List<Map<String, Object>> rules(List<Rule> rules) {
    return rules.stream()
        .map(rule -> Map.<String, Object>of("kind", word(rule.kind()), "settings", rule.settings()))
        .toList();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

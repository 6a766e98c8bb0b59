package io.countersign.internal;

import com.typesafe.config.ConfigValue;
import io.countersign.spi.Rule;
import io.countersign.spi.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a block, those of every block and those of its provider, checked before they are
 * believed: what a provider declares wrongly becomes a fault of the blocks of its type.
 */
record Declaration(List<Setting<?>> settings, List<Rule> rules) {
  /** Belong to the engine, in every kind of block. */
  private static final Set<String> RESERVED = Set.of("type", "origins", "on-conflict", "shared");

  /**
   * Returns what may stand in a block, or null after a fault.
   *
   * @param at what of the block names the provider
   * @param below the path of the block below that of the reading
   * @param common the settings that the engine adds, which stand first
   */
  static @Nullable Declaration of(
      Reading reading,
      ConfigValue at,
      String below,
      Object provider,
      List<Setting<?>> common,
      Supplier<List<Setting<?>>> own,
      Supplier<List<Rule>> rules) {
    String mistake;
    try {
      List<Setting<?>> settings = List.copyOf(own.get());
      List<Setting<?>> all = new ArrayList<>(common);
      all.addAll(settings);
      Declaration declaration = new Declaration(all, List.copyOf(rules.get()));
      mistake = reservedName(settings);
      if (mistake.isEmpty()) {
        mistake = mistakeIn(declaration.settings, declaration.rules);
      }
      if (mistake.isEmpty()) {
        return declaration;
      }
    } catch (RuntimeException | LinkageError failed) {
      mistake = "cannot say its settings: " + failed.getClass().getName();
    }
    reading.fault(at, below, mistakeOf(provider, mistake));
    return null;
  }

  /** Says that a provider, not the configuration, has to be mended. */
  static String mistakeOf(Object provider, String what) {
    return "its provider "
        + provider.getClass().getName()
        + " ("
        + Jar.of(provider.getClass())
        + ") "
        + what
        + "; this is a mistake of the provider, not of the configuration";
  }

  private static String reservedName(List<Setting<?>> settings) {
    for (Setting<?> setting : settings) {
      if (RESERVED.contains(setting.name())) {
        return "declares a setting " + setting.name() + ", which belongs to Countersign";
      }
    }
    return "";
  }

  private static String mistakeIn(List<Setting<?>> settings, List<Rule> rules) {
    Map<String, Setting<?>> byName = new HashMap<>();
    for (Setting<?> setting : settings) {
      if (byName.put(setting.name(), setting) != null) {
        return "declares the setting " + setting.name() + " twice";
      }
    }
    for (Setting<?> setting : settings) {
      Setting.Condition condition = setting.condition().orElse(null);
      Setting<?> word = condition == null ? null : byName.get(condition.setting());
      if (condition != null && (word == null || word.shape() != Setting.Shape.WORD)) {
        return "makes "
            + setting.name()
            + " depend on "
            + condition.setting()
            + ", which is no word of the same block";
      }
      Setting.Choice choice = setting.choice().orElse(null);
      if (choice != null
          && !byName.keySet().containsAll(List.of(choice.byWord(), choice.byPresence()))) {
        return "chooses " + setting.name() + " by a setting that it does not declare";
      }
      String inner = mistakeIn(setting.inner(), setting.rules());
      if (!inner.isEmpty()) {
        return inner;
      }
    }
    for (Rule rule : rules) {
      for (String name : rule.settings()) {
        if (!byName.containsKey(name)) {
          return "has a rule about " + name + ", which it does not declare";
        }
      }
    }
    return "";
  }
}

package io.countersign.cli;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import io.countersign.spi.Setting;

/** Says in words what a setting is. */
final class SettingWords {
  private SettingWords() {}

  static String kind(Setting<?> setting) {
    return switch (setting.shape()) {
      case WORD -> setting.expected();
      case WORDS -> "a list of words";
      case TEXT -> setting.confidential() ? "a secret" : "a text";
      case LINES -> "a text, or a list of lines";
      case TEXTS -> "a map of texts";
      case TREE -> "a tree of texts";
      case BLOCK -> "a block";
      case AUTHENTICATOR -> "a block with a type of its own, or a name";
      case PARTS -> "a list of blocks with types of their own, or names";
      case OPTIONS -> "blocks with types of their own, or names, by name";
    };
  }

  /** Returns the default as the configuration would write it; empty if there is none. */
  static String otherwise(Setting<?> setting) {
    return setting
        .otherwise()
        .map(value -> ConfigValueFactory.fromAnyRef(value).render(ConfigRenderOptions.concise()))
        .orElse("");
  }

  /** Returns when it is there; empty if that does not hang on another setting. */
  static String condition(Setting<?> setting) {
    return setting
        .condition()
        .map(when -> when.setting() + " is " + String.join(" or ", when.words()))
        .orElse("");
  }
}

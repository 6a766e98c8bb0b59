package io.countersign.cli;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.util.Map;

/** Writes JSON: two blanks to a level, members in the order of the alphabet. */
final class Json {
  private static final ConfigRenderOptions OPTIONS =
      ConfigRenderOptions.concise().setFormatted(true);

  private Json() {}

  /** Returns the object of these members, without a line end. */
  static String of(Map<String, ?> members) {
    return ConfigValueFactory.fromMap(members).render(OPTIONS).strip();
  }
}

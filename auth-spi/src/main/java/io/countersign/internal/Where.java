package io.countersign.internal;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;

/** Says where a value of the configuration stands, in the words of a report. */
final class Where {
  private Where() {}

  /** Returns file and line, as {@code application.conf: 12}; empty if it stands in no file. */
  static String of(ConfigValue value) {
    return of(value.origin());
  }

  static String of(ConfigOrigin origin) {
    String file = file(origin);
    if (file.isEmpty()) {
      return mentionsOutside(origin) ? "from the environment" : origin.description();
    }
    return origin.lineNumber() > 0 ? file + ": " + origin.lineNumber() : file;
  }

  private static String file(ConfigOrigin origin) {
    if (origin.resource() != null) {
      return origin.resource();
    }
    return origin.filename() == null ? "" : shorten(Path.of(origin.filename()));
  }

  /** A file below the working folder is named from there, as its user would. */
  static String shorten(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    Path here = Path.of("").toAbsolutePath();
    if (absolute.equals(here)) {
      return ".";
    }
    return absolute.startsWith(here) ? here.relativize(absolute).toString() : absolute.toString();
  }

  /**
   * Returns the folder of the file that holds the value; else the working folder. A resource of the
   * class path is no file in this sense: it may lie in a folder today and in a jar tomorrow.
   */
  static Path folder(ConfigOrigin origin) {
    if (origin.filename() != null && origin.resource() == null) {
      Path parent = Path.of(origin.filename()).toAbsolutePath().getParent();
      if (parent != null) {
        return parent;
      }
    }
    return Path.of("").toAbsolutePath();
  }

  /** The origin of what a provider says where the configuration says nothing. */
  static final String DEFAULT = "default";

  static boolean isDefault(ConfigValue value) {
    return value.origin().description().equals(DEFAULT);
  }

  /** Returns whether the environment or a system property is all that it came from. */
  static boolean isOutside(ConfigValue value) {
    return mentionsOutside(value)
        && value.origin().filename() == null
        && !value.origin().description().startsWith("merge of");
  }

  /** Returns whether a part of it came from the environment or from a system property. */
  static boolean mentionsOutside(ConfigValue value) {
    return mentionsOutside(value.origin());
  }

  private static boolean mentionsOutside(ConfigOrigin origin) {
    String description = origin.description();
    return description.contains("env variables") || description.contains("system properties");
  }
}

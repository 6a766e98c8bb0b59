package io.countersign.internal;

import java.net.URI;
import java.net.URL;
import java.security.CodeSource;

/** Names the jar, or the folder of classes, that something came from. */
final class Jar {
  private Jar() {}

  static String of(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source == null || source.getLocation() == null
        ? "the Java runtime"
        : name(source.getLocation().toString());
  }

  /** Returns the jar that holds a resource of this path. */
  static String of(URL resource, String path) {
    String text = resource.toString();
    String location = text.endsWith(path) ? text.substring(0, text.length() - path.length()) : text;
    return name(location.replaceFirst("^jar:", "").replaceFirst("!/$", ""));
  }

  private static String name(String location) {
    String path = location.startsWith("file:") ? URI.create(location).getPath() : location;
    String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    String last = trimmed.substring(trimmed.lastIndexOf('/') + 1);
    return last.endsWith(".jar") ? last : trimmed;
  }
}

package io.countersign.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;

/** Finds providers in the jars of {@code --class-path}, beside those that the command brings. */
final class ProviderJars extends URLClassLoader {
  private ProviderJars(URL[] jars) {
    super("class-path", jars, ProviderJars.class.getClassLoader());
  }

  static ProviderJars of(List<Path> jars) {
    return new ProviderJars(jars.stream().map(ProviderJars::url).toArray(URL[]::new));
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  @Override
  public void close() {
    try {
      super.close();
    } catch (IOException unlikely) {
      throw new UncheckedIOException(unlikely);
    }
  }
}

package io.countersign.cli;

import io.countersign.Countersign;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.zip.ZipFile;

/** One run of the command: its surroundings, and what its shared options say. */
final class Invocation implements AutoCloseable {
  private final Surroundings surroundings;
  private final PrintWriter out;
  private final PrintWriter err;
  private final List<ProviderJars> opened = new ArrayList<>();
  private final Set<Path> jars = new LinkedHashSet<>();
  private Path config = Path.of("application.conf");

  Invocation(Surroundings surroundings, PrintWriter out, PrintWriter err) {
    this.surroundings = surroundings;
    this.out = out;
    this.err = err;
  }

  void config(Path file) {
    config = file;
  }

  /** Adds the jars that are new: the parser hands over what it has so far, again and again. */
  void addJars(List<Path> known) {
    jars.addAll(known);
  }

  Surroundings surroundings() {
    return surroundings;
  }

  PrintWriter out() {
    return out;
  }

  PrintWriter err() {
    return err;
  }

  /** Returns a path of the command line as seen from the working folder. */
  Path resolve(Path written) {
    return surroundings.folder().resolve(written);
  }

  /** Says that a file of the command line cannot be read, and whether it is there. */
  static UsageException unreadable(String option, Path written, Path file) {
    return new UsageException(
        option + (Files.exists(file) ? ": cannot read " : ": there is no such file: ") + written);
  }

  /** Returns a builder that knows the environment and the jars of the command line. */
  Countersign.Builder builder() {
    Countersign.Builder builder = Countersign.builder().environment(surroundings.environment());
    if (!jars.isEmpty()) {
      ProviderJars loader = ProviderJars.of(jars.stream().map(this::jar).toList());
      opened.add(loader);
      builder.classLoader(loader);
    }
    return builder;
  }

  /** Reads the configuration of the command line; the caller closes what it gets. */
  Countersign countersign() {
    return countersign(UnaryOperator.identity());
  }

  /** As {@link #countersign()}, with something more said to the builder. */
  Countersign countersign(UnaryOperator<Countersign.Builder> more) {
    return more.apply(builder()).load(resolve(config));
  }

  private Path jar(Path written) {
    Path jar = resolve(written);
    if (!Files.isReadable(jar)) {
      throw unreadable("--class-path", written, jar);
    }
    if (!Files.isDirectory(jar)) {
      refuseOtherThanJar(jar, written);
    }
    return jar;
  }

  /** A class loader would pass over it without a word. */
  private static void refuseOtherThanJar(Path jar, Path written) {
    try (ZipFile readable = new ZipFile(jar.toFile())) {
      readable.size();
    } catch (IOException broken) {
      throw new UsageException("--class-path: " + written + " is no jar, or is broken");
    }
  }

  @Override
  public void close() {
    opened.forEach(ProviderJars::close);
  }
}

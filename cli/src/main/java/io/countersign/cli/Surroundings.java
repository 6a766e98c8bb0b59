package io.countersign.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the command finds around it: all that a test holds still.
 *
 * @param out takes what was asked for, and response bodies byte by byte
 * @param err takes everything else
 * @param folder what relative paths of the command line start from
 */
public record Surroundings(
    PrintStream out, PrintStream err, Map<String, String> environment, Path folder) {

  /** Returns those of this process. */
  static Surroundings process() {
    return new Surroundings(System.out, System.err, System.getenv(), Path.of(""));
  }
}

package io.countersign.cli;

import io.countersign.cli.imports.Imports;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what the configuration of another tool is in the words of Countersign. */
@Command(
    name = "import",
    description =
        "Reads how another tool says that an API authenticates, and prints blocks for"
            + " application.conf; as comments, which secrets to set, and what could not be carried"
            + " over. A secret that stands in the document is not printed.",
    sortOptions = false)
final class ImportCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(
      index = "0",
      paramLabel = "KIND",
      description = "airbyte (a low-code manifest), dlt (a REST source) or openapi.")
  private String kind = "";

  @Parameters(index = "1", paramLabel = "FILE", description = "The document: YAML, JSON or TOML.")
  private Path file = Path.of("");

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What the block is called; by default as the document or its file.")
  private @Nullable String name;

  ImportCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    if (!Imports.kinds().contains(kind)) {
      throw new UsageException(
          "import: there is no kind "
              + kind
              + "; say one of "
              + String.join(", ", Imports.kinds()));
    }
    String written = name;
    if (written != null && !written.matches("[a-z][a-z0-9-]*")) {
      throw new UsageException("--name: small letters, digits and - are expected, a letter first");
    }
    invocation
        .out()
        .print(
            Imports.configuration(kind, file.toString(), content(invocation.resolve(file)), name));
    return ExitCode.OK;
  }

  /** Reads a little more than is taken, so that too much is seen. */
  private byte[] content(Path path) {
    if (!Files.isRegularFile(path)) {
      throw Invocation.unreadable("import", file, path);
    }
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(Imports.limit() + 1);
    } catch (IOException failed) {
      throw Invocation.unreadable("import", file, path);
    }
  }
}

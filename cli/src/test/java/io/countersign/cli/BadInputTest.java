package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cli.Desk.Run;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each folder of {@code bad-input} is a working folder: {@code environment} has the variables, and
 * {@code expected} what the report must hold, a line each; after {@code !}, what it must not.
 */
class BadInputTest {
  @TempDir private Path folder;

  static Stream<String> cases() throws IOException, URISyntaxException {
    try (Stream<Path> all = Files.list(root())) {
      return all.map(path -> path.getFileName().toString()).sorted().toList().stream();
    }
  }

  private static Path root() throws URISyntaxException {
    return Path.of(Objects.requireNonNull(BadInputTest.class.getResource("/bad-input")).toURI());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void check_badInput_reportsWhatAndWhereAndNoValue(String name) throws Exception {
    Desk desk = new Desk(folder);
    List<String> expected = List.of();
    try (Stream<Path> files = Files.list(root().resolve(name))) {
      for (Path file : files.toList()) {
        switch (file.getFileName().toString()) {
          case "expected" -> expected = Files.readAllLines(file);
          case "environment" -> {
            for (String line : Files.readAllLines(file)) {
              desk.variable(
                  line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
            }
          }
          default -> desk.file(file.getFileName().toString(), Files.readString(file));
        }
      }
    }

    Run run = desk.run("check");

    assertThat(run.exit()).as(run.err()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(expected).isNotEmpty();
    for (String line : expected) {
      if (line.startsWith("!")) {
        assertThat(run.err()).doesNotContain(line.substring(1));
      } else {
        assertThat(run.err()).contains(line);
      }
    }
  }
}

package io.countersign.testkit.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AdapterTableTest {

  /**
   * Where a class extends the contract, that adapter has every cell: none can be left out there.
   */
  @Test
  void page_table_namesTheAdaptersWhoseTestsRunTheContract() throws Exception {
    List<String> adapters =
        Stream.of("jdk", "jetty")
            .filter(name -> runsTheContract(Path.of("../http-" + name)))
            .toList();
    assertThat(adapters).containsExactly("jdk", "jetty");
    assertThat(Files.readString(Path.of("../docs/adapters.md")))
        .contains(AdapterTable.markdown(adapters));
  }

  private static boolean runsTheContract(Path module) {
    try (Stream<Path> files = Files.walk(module.resolve("src/test/java"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file).contains("extends AdapterContract")) {
          return true;
        }
      }
      return false;
    } catch (java.io.IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }

  @Test
  void markdown_everyPromiseAndPlacement_hasACell() {
    String table = AdapterTable.markdown(List.of("a"));
    assertThat(table.lines()).hasSize(2 + Promise.values().length);
    assertThat(table.lines().skip(2)).allMatch(row -> row.endsWith("| a | a | a | a | a | a |"));
  }
}

package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The BOM names what is published, all of it and nothing else. */
class BomTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void bom_dependencies_areThePublishedModules() throws IOException {
    Set<String> published = new TreeSet<>(published());
    published.remove("bom");
    String bom = read("bom/pom.xml");
    Set<String> named = new TreeSet<>(each("<dependency>.*?<artifactId>([^<]+)</artifactId>", bom));
    assertThat(named).isEqualTo(published).contains("auth-spi", "http-jetty", "testkit");
    assertThat(each("<dependency>.*?<version>([^<]+)</version>", bom))
        .hasSize(named.size())
        .containsOnly("${project.version}");
    assertThat(each("<dependency>\\s*<groupId>([^<]+)</groupId>", bom))
        .containsOnly("io.countersign");
  }

  @Test
  void published_everyModule_hasWhatARepositoryAsksFor() throws IOException {
    for (String module : published()) {
      assertThat(read(module + "/pom.xml")).as(module).contains("<name>", "<description>");
    }
    for (String pom : List.of("pom.xml", "bom/pom.xml")) {
      assertThat(read(pom))
          .as(pom)
          .contains("<name>", "<description>", "<url>", "<licenses>", "<developers>", "<scm>");
    }
  }

  /** The first list of modules: the second is of those that stay here. */
  private static List<String> published() throws IOException {
    String pom = read("pom.xml");
    return each("<module>([^<]+)</module>", pom.substring(0, pom.indexOf("</modules>")));
  }

  private static String read(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }

  private static List<String> each(String pattern, String text) {
    return Pattern.compile(pattern, Pattern.DOTALL)
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toList());
  }
}

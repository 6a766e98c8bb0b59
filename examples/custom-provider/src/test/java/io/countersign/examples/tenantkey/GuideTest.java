package io.countersign.examples.tenantkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The guide shows this example and nothing else. */
class GuideTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```\\w*\\n(.*?)^```$");

  @Test
  void guide_everyCodeBlock_standsInTheExample() throws Exception {
    String guide = Files.readString(Path.of("../../docs/write-a-provider.md"));
    StringBuilder example = new StringBuilder(Files.readString(Path.of("pom.xml")));
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        example.append(Files.readString(file));
      }
    }
    List<String> blocks = BLOCK.matcher(guide).results().map(found -> found.group(1)).toList();
    assertThat(blocks).hasSizeGreaterThan(4);
    assertThat(blocks).allSatisfy(block -> assertThat(example).contains(block));
  }
}

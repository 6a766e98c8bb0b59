package io.countersign.examples.apis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/cookbook.md} has every file of this folder. With {@code -Ddocs=write} they are
 * written into it anew.
 */
class CookbookPageTest {
  private static final Path FILE = Path.of("../../docs/cookbook.md");
  private static final String BEGIN = "<!-- apis -->\n";
  private static final String END = "<!-- end -->\n";

  @Test
  void page_apis_areThoseOfTheFolder() throws IOException {
    String written = Files.readString(FILE);
    int from = written.indexOf(BEGIN) + BEGIN.length();
    int to = written.indexOf(END, from);
    String should = written.substring(0, from) + apis() + written.substring(to);
    if ("write".equals(System.getProperty("docs"))) {
      Files.writeString(FILE, should);
      written = should;
    }
    assertThat(written).isEqualTo(should);
  }

  private static String apis() throws IOException {
    Map<String, List<String>> groups = Catalog.read().groups();
    StringBuilder page = new StringBuilder();
    for (Map.Entry<String, List<String>> group : groups.entrySet()) {
      page.append("* ").append(link(group.getKey())).append(": ");
      page.append(String.join(", ", titles(group.getValue()))).append("\n");
    }
    for (Map.Entry<String, List<String>> group : groups.entrySet()) {
      page.append("\n## ").append(group.getKey()).append("\n");
      for (String name : group.getValue()) {
        append(page, name);
      }
    }
    return page.toString();
  }

  private static List<String> titles(List<String> names) throws IOException {
    List<String> titles = new ArrayList<>();
    for (String name : names) {
      titles.add(ApiFile.of(name).title());
    }
    return titles;
  }

  private static String link(String heading) {
    String anchor = heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "");
    return "[" + heading + "](#" + anchor.replace(' ', '-') + ")";
  }

  private static void append(StringBuilder page, String name) throws IOException {
    ApiFile file = ApiFile.of(name);
    page.append("\n### ").append(file.title()).append("\n\n");
    page.append(String.join("\n", file.comment())).append("\n\n");
    page.append("```hocon\n").append(file.block()).append("\n```\n");
  }
}

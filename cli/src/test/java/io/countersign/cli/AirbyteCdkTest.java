package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cli.AirbyteDifference.Listed;
import io.countersign.cli.AirbyteShape.KeyRing;
import io.countersign.cli.LoopbackApi.Got;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code countersign import airbyte} prints sends what Airbyte's own CDK sends for the same
 * manifest, but for the differences that {@code airbyte/differences.conf} lists.
 */
class AirbyteCdkTest {
  private static final Path PAGE = Path.of("../docs/import.md");
  private static final Pattern TABLE =
      Pattern.compile("(?s)(?<=<!-- cdk -->\n).*?(?=<!-- end -->)");

  @TempDir private Path folder;

  @Test
  @Tag("server")
  void wire_ofEveryShape_differsOnlyWhereListed() throws Exception {
    KeyRing keys = KeyRing.made();
    List<AirbyteShape> shapes = AirbyteShape.all(keys);
    Map<String, String> cdkEnds;
    Map<String, List<Got>> cdkCalls;
    Map<String, String> ends = new LinkedHashMap<>();
    Map<String, List<Got>> calls;
    List<AirbyteDifference> found = new ArrayList<>();
    StringBuilder report = new StringBuilder();
    try (AirbyteServer server = new AirbyteServer(shapes)) {
      cdkEnds = new AirbyteCdk(folder).run(shapes, server);
      cdkCalls = server.taken();
      AirbyteImport person = new AirbyteImport(folder);
      for (AirbyteShape shape : shapes) {
        ends.put(shape.name(), person.run(shape, server));
      }
      calls = server.taken();
      for (AirbyteShape shape : shapes) {
        String name = shape.name();
        AirbyteTokens tokens = new AirbyteTokens(keys, shape.facts().getConfig("config"));
        AirbyteWire cdk =
            new AirbyteWire(
                cdkCalls.getOrDefault(name, List.of()),
                text -> server.there(shape, tokens.read(text)));
        AirbyteWire countersign =
            new AirbyteWire(
                calls.getOrDefault(name, List.of()),
                text -> server.there(shape, tokens.read(text)));
        List<AirbyteDifference> differences = cdk.differences(name, countersign);
        found.addAll(differences);
        report
            .append(name)
            .append(differences.isEmpty() ? ": the same" : ": " + differences.size() + " differ")
            .append("\n  CDK: ")
            .append(cdkEnds.get(name))
            .append('\n')
            .append(cdk)
            .append("  Countersign: ")
            .append(ends.get(name))
            .append('\n')
            .append(countersign);
      }
    }
    Files.writeString(Path.of("target/airbyte-cdk.txt"), report);

    assertThat(shapes).hasSizeGreaterThanOrEqualTo(45);
    Listed listed = Listed.read();
    assertThat(ends)
        .as("how our requests end")
        .allSatisfy((shape, end) ->
            assertThat(end).matches(any -> end.equals("200") || listed.isNotSent(shape)));
    assertThat(found)
        .as("the differences; target/airbyte-cdk.txt has all calls of both sides")
        .containsExactlyInAnyOrderElementsOf(listed.rows().keySet());
  }

  @Test
  void page_table_isWhatIsListed() throws IOException {
    String written = Files.readString(PAGE);
    String should =
        TABLE.matcher(written).replaceAll(Matcher.quoteReplacement(Listed.read().markdown()));
    if ("write".equals(System.getProperty("docs"))) {
      Files.writeString(PAGE, should);
      written = should;
    }
    assertThat(written).contains("<!-- cdk -->").isEqualTo(should);
  }
}

package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import io.countersign.cli.Desk.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TypesTest {
  @TempDir private Path folder;
  private Desk desk;

  @BeforeEach
  void sitDown() {
    desk = new Desk(folder);
  }

  @Test
  void types_needNoConfiguration() {
    Run run = desk.run("types");

    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .containsPattern("(?m)^  api-key +\\S*provider-basic")
        .containsPattern("(?m)^  env +\\S*secrets-env")
        .containsPattern("(?m)^  jdk +\\S*http-jdk")
        .doesNotContain("could not be loaded");
  }

  @Test
  void types_ofOneType_showsItsSettings() {
    Run run = desk.run("types", "api-key");

    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .containsPattern("(?m)^  key +a secret; required, looked up under its path if left out")
        .containsPattern("(?m)^  headers +a map of texts; default \\{\\}")
        .contains("origins");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void types_unknown_isUsageAndNamesTheKnown() {
    Run run = desk.run("types", "api-kei");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("api-kei", "api-key");
  }

  @Test
  void types_json_isJson() {
    Config json =
        ConfigFactory.parseString(
            desk.run("types", "--json").out(),
            ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));

    assertThat(json.getConfigList("types"))
        .extracting(type -> type.getString("kind") + " " + type.getString("name"))
        .contains("authenticator bearer", "secrets file", "transport jdk");
    assertThat(json.getConfigList("broken")).isEmpty();
  }
}

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

class ExplainTest {
  @TempDir private Path folder;
  private Desk desk;

  @BeforeEach
  void sitDown() {
    desk =
        new Desk(folder)
            .variable("CRM_PASSWORD", "canary-password1")
            .file("secrets.toml", "[crm]\nuser = \"canary-user1\"\n")
            .configuration(
                "secrets { file { paths = [secrets.toml] } }",
                "authenticators {",
                "  crm {",
                "    type = http-basic",
                "    origins = [\"https://crm.example\"]",
                "    username = \"{{crm.user}}/token\"",
                "  }",
                "  old { type = bearer, origins = [\"https://old.example\"], token = canary-old }",
                "  gone { type = bearer, origins = [\"https://gone.example\"] }",
                "}");
  }

  @Test
  void explain_named_showsOriginsAndPlacesAndNoValue() {
    Run run = desk.run("explain", "crm");

    assertThat(run.exit()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("crm  (http-basic, ")
        .contains("application.conf: 7", "{{crm.user}}…")
        .contains("crm.user from file", "crm.password from env, CRM_PASSWORD, age 0 s, ttl 1 min");
  }

  @Test
  void explain_literal_isSaidToBeOne() {
    assertThat(desk.run("explain", "old").out()).contains("(literal)");
  }

  @Test
  void explain_missing_showsTheRestAndTheReport() {
    Run run = desk.run("explain");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.out()).contains("crm.password from env", "gone.token", "missing");
    assertThat(run.err()).contains("GONE_TOKEN").doesNotContain("CRM_PASSWORD");
  }

  @Test
  void explain_json_isJsonWithTheSame() {
    Run run = desk.run("explain", "--json");

    assertThat(run.exit()).isEqualTo(3);
    Config json =
        ConfigFactory.parseString(
            run.out(), ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
    assertThat(json.getConfigList("authenticators"))
        .extracting(one -> one.getString("name"))
        .containsExactly("crm", "gone", "old");
    assertThat(json.getString("report")).contains("GONE_TOKEN");
    assertThat(json.getConfigList("authenticators").get(0).getConfigList("settings"))
        .flatExtracting(setting -> setting.getConfigList("parts"))
        .extracting(part -> ((Config) part).getString("source"))
        .contains("env", "file");
  }
}

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

class SecretsTest {
  @TempDir private Path folder;
  private Desk desk;

  @BeforeEach
  void sitDown() {
    desk =
        new Desk(folder)
            .variable("CRM_PASSWORD", "canary-password1")
            .variable("READER_KEY", "canary-reader1")
            .file("secrets.toml", "[crm]\nuser = \"canary-user1\"\n")
            .configuration(
                "secrets {",
                "  file { paths = [secrets.toml], ttl = 2 h }",
                "  west { type = aws, credentials {",
                "    access-key-id = AKIAREADER, secret-access-key = \"{{env:READER_KEY}}\" } }",
                "}",
                "authenticators {",
                "  crm {",
                "    type = http-basic",
                "    origins = [\"https://crm.example\"]",
                "    username = \"{{crm.user}}/token\"",
                "  }",
                "  old { type = bearer, origins = [\"https://old.example\"], token = \"{{crm.password}}\" }",
                "  gone { type = bearer, origins = [\"https://gone.example\"] }",
                "}");
  }

  @Test
  void secrets_all_areListedOnceWithWhatTheyAreFor() {
    Run run = desk.run("secrets");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.out().replace(folder.toString(), "FOLDER").replaceAll("\\s+", " "))
        .isEqualTo(
            "SECRET FROM WHERE, AND WHAT FOR"
                + " crm.password env CRM_PASSWORD, age 0 s, ttl 1 min for crm.password, old.token"
                + " (FOLDER/application.conf: 13)"
                + " crm.user file crm.user in FOLDER/secrets.toml, age 0 s, ttl 2 h for"
                + " crm.username (FOLDER/application.conf: 11)"
                + " env:READER_KEY env READER_KEY, age 0 s, ttl 1 min for"
                + " secrets.west.credentials.secret-access-key (FOLDER/application.conf: 5)"
                + " gone.token missing for gone.token ");
    assertThat(run.err()).contains("GONE_TOKEN").contains("1 secret is missing");
  }

  @Test
  void secrets_table_isWhatAPersonReads() {
    Run run =
        desk.configuration(
                "authenticators {",
                "  crm { type = http-basic, origins = [\"https://crm.example\"], username = billing }",
                "  gone { type = bearer, origins = [\"https://gone.example\"] }",
                "  long { type = bearer, origins = [\"https://long.example\"],",
                "    token = \"{{some-system.of-another-department.token}}\" }",
                "}")
            .variable("SOME_SYSTEM_OF_ANOTHER_DEPARTMENT_TOKEN", "canary-token1")
            .run("secrets");

    assertThat(run.out().replace(folder + "/", "").replaceAll("conf:\\s+6", "conf: 6"))
        .isEqualTo(
            """
            SECRET                        FROM     WHERE, AND WHAT FOR
            crm.password                  env      CRM_PASSWORD, age 0 s, ttl 1 min
                                                   for crm.password
            gone.token                    missing  for gone.token
            some-system.of-another-department.token
                                          env      SOME_SYSTEM_OF_ANOTHER_DEPARTMENT_TOKEN,
                                                   age 0 s, ttl 1 min
                                                   for long.token
                                                   (application.conf: 6)
            """);
  }

  @Test
  void secrets_named_areThoseOfTheseAuthenticators() {
    Run run = desk.run("secrets", "old");

    assertThat(run.exit()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("\ncrm.password  env     CRM_PASSWORD, ")
        .doesNotContain("west", "user");
  }

  @Test
  void secrets_none_saysSo() {
    assertThat(new Desk(folder).configuration("authenticators {}").run("secrets").out())
        .isEqualTo("no secret is referred to\n");
  }

  @Test
  void secrets_json_isJsonWithTheSame() {
    Config json =
        ConfigFactory.parseString(
            desk.run("secrets", "--json").out(),
            ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));

    assertThat(json.getConfigList("secrets"))
        .extracting(one -> one.getString("reference") + " " + one.getString("source"))
        .containsExactly("crm.password env", "crm.user file", "env:READER_KEY env", "gone.token ");
    Config password = json.getConfigList("secrets").get(0);
    assertThat(password.getString("ttl")).isEqualTo("PT1M");
    assertThat(password.getConfigList("for"))
        .extracting(use -> use.getString("block") + "." + use.getString("setting"))
        .containsExactly("crm.password", "old.token");
    assertThat(json.getString("report")).contains("GONE_TOKEN");
  }
}

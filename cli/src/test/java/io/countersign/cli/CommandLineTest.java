package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cli.Desk.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  private static final String CRM =
      "authenticators { crm { type = bearer, origins = [\"https://crm.example\"] } }";

  @TempDir private Path folder;
  private Desk desk;

  @BeforeEach
  void sitDown() {
    desk = new Desk(folder).variable("CRM_TOKEN", "canary-token1");
  }

  @Test
  void check_nothingConfigured_saysSo() {
    Run run = new Desk(folder).configuration("authenticators {}").run("check");

    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("no authenticator is configured");
  }

  @Test
  void help_ofTheCommand_namesCommandsAndExitCodes() {
    Run run = desk.run("--help");

    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .contains("demo", "check", "explain", "secrets", "types", "request")
        .contains("6   the API could not be reached");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "check", "explain", "secrets", "types", "request"})
  void help_ofEachCommand_fitsAndNamesTheSharedOptions(String command) {
    Run run = desk.run(command, "--help");

    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("--config", "--class-path");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void version_printsOneLine() {
    Run run = desk.run("--version");

    assertThat(run.exit()).isZero();
    assertThat(run.out()).matches("countersign \\S.*, Java \\d+.*\\R");
  }

  @Test
  void noCommand_isUsage() {
    Run run = desk.run();

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("say a command");
  }

  @Test
  void commandMisspelt_isUsageAndIsSuggested() {
    Run run = desk.run("chek");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("check");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void unknownOption_isUsage() {
    assertThat(desk.run("check", "--nonsense").exit()).isEqualTo(2);
  }

  @Test
  void config_beforeOrAfterTheCommand_isTheSame() {
    desk.file("conf/other.conf", "countersign { " + CRM + " }");

    assertThat(desk.run("-c", "conf/other.conf", "check").out()).isEqualTo("crm  ok  (bearer)\n");
    assertThat(desk.run("check", "-c", "conf/other.conf").out()).isEqualTo("crm  ok  (bearer)\n");
    assertThat(desk.run("check", "--config=conf/other.conf", "crm").exit()).isZero();
  }

  @Test
  void config_leftOut_isApplicationConfOfTheWorkingFolder() {
    desk.configuration(CRM);

    assertThat(desk.run("check").exit()).isZero();
  }

  @Test
  void config_absent_isConfiguration() {
    Run run = desk.run("check", "-c", "nowhere.conf");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("nowhere.conf", "no such file");
  }

  @Test
  void classPath_absent_isUsage() {
    Run run = desk.run("types", "--class-path", "nowhere.jar");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("--class-path: there is no such file: nowhere.jar");
  }

  @Test
  void check_unknownName_isConfigurationAndSuggests() {
    Run run = desk.configuration(CRM).run("check", "crn");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("did you mean crm?");
  }

  @Test
  void check_literalSecret_warnsInOneLineAndPasses() {
    Run run =
        desk.configuration(
                "authenticators { crm { type = bearer, token = canary-written",
                "  origins = [\"https://crm.example\"] } }")
            .run("check");

    assertThat(run.exit()).isZero();
    assertThat(run.err().lines()).singleElement().asString().startsWith("warning: ");
    assertThat(run.err()).contains("application.conf: 2");
  }
}

package io.countersign.examples.dotenv;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.testkit.JarOnCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar, dropped on the class path of a command that knows nothing of it; as the guide says. */
class DotenvJarTest {
  private static final Path USE = Path.of("src/test/resources/use");
  private static final Path GUIDE = Path.of("../../docs/write-a-resolver.md");

  @TempDir private Path folder;
  private JarOnCommand command;

  @BeforeEach
  void write() throws Exception {
    command = new JarOnCommand(folder, Map.of()).jar("target/dotenv-1.0.jar", DotenvProvider.class);
    Files.copy(USE.resolve("application.conf"), folder.resolve("application.conf"));
    Files.copy(USE.resolve("secrets.env"), folder.resolve(".env"));
  }

  private String run(int exit, String line) throws Exception {
    assertThat(Files.readString(GUIDE)).contains("countersign " + line);
    JarOnCommand.Ended ended = command.run(line.split(" ", -1));
    assertThat(ended.exit()).as(ended.printed()).isEqualTo(exit);
    assertThat(ended.printed()).doesNotContain("a-token-that-nobody-knows");
    return ended.printed();
  }

  @Test
  void check_withTheJar_findsTheSecret() throws Exception {
    assertThat(run(0, "check --class-path target/dotenv-1.0.jar")).contains("crm  ok  (bearer)");
    assertThat(run(0, "explain --class-path target/dotenv-1.0.jar"))
        .containsIgnoringWhitespaces("from dotenv, CRM_TOKEN in " + folder.resolve(".env"));
  }

  @Test
  void check_secretIsNotThere_saysWhereItWasLookedUp() throws Exception {
    Files.writeString(folder.resolve(".env"), "CRM_TOKN=x\n");
    assertThat(run(3, "check --class-path target/dotenv-1.0.jar"))
        .contains("2. dotenv  no such name", "CRM_TOKEN", "did you mean CRM_TOKN (dotenv)?");
  }

  @Test
  void check_lineIsMalformed_saysItsNumberAndTheFileOnce() throws Exception {
    Path file = Files.writeString(folder.resolve(".env"), "# CRM\na-token-that-nobody-knows\n");
    assertThat(run(3, "check --class-path target/dotenv-1.0.jar"))
        .contains("INVALID, stopped here  CRM_TOKEN: is malformed")
        .containsOnlyOnce(file + " is malformed: no NAME= in line 2")
        .containsOnlyOnce(file.toString());
  }

  @Test
  void check_withoutTheJar_saysThatTheSourceIsUnknown() throws Exception {
    JarOnCommand.Ended ended = command.run("check");
    assertThat(ended.exit()).isEqualTo(3);
    assertThat(ended.printed())
        .contains("unknown source of secrets \"dotenv\"", "see countersign.secrets.dotenv above");
  }
}

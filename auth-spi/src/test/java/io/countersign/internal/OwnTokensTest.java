package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.AuthConfigException;
import io.countersign.AuthConfigException.Problem;
import io.countersign.Countersign;
import io.countersign.spi.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code countersign.tokens} says. */
final class OwnTokensTest {
  private static final String BLOCK =
      "countersign { secrets.priority = [env], authenticators.a { type = probe, origins = any } }\n";

  @TempDir private Path temp;
  private Path folder;
  private final Probe probe = new Probe("probe");

  @BeforeEach
  void resolveLinks() throws IOException {
    folder = temp.toRealPath();
  }

  private Countersign countersign(String conf, Setting<?>... settings) {
    return Countersign.builder()
        .provider(settings.length == 0 ? probe : new Probe("probe", settings))
        .resolver(new FakeSource("env"))
        .of(Harness.conf(BLOCK + conf));
  }

  private String store(Countersign countersign) {
    countersign.ready();
    return probe.contexts.get(0).tokenStore().toString();
  }

  /** Returns the store of a configuration in this file, which may include others. */
  private String storeOfFile(String conf) throws IOException {
    Path file = Files.writeString(folder.resolve("application.conf"), BLOCK + conf);
    return store(Countersign.builder().provider(probe).resolver(new FakeSource("env")).load(file));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "countersign.tokens {}",
        "countersign.tokens = null",
        "countersign.tokens.store = memory",
        "countersign.tokens { store = null, path = null }"
      })
  void store_notSaidToBeFiles_isMemory(String conf) {
    assertThat(store(countersign(conf))).isEqualTo("TokenStore[memory]");
  }

  @Test
  void store_file_isTheFolderAndNotMadeBeforeItIsUsed() throws IOException {
    Path tokens = folder.resolve("none/yet");

    assertThat(store(countersign("countersign.tokens { store = file, path = \"" + tokens + "\" }")))
        .isEqualTo("TokenStore[" + tokens + "]");
    assertThat(tokens.getParent()).doesNotExist();
  }

  @Test
  void path_relative_startsFromTheFolderOfTheFileThatSaysIt() throws IOException {
    assertThat(storeOfFile("countersign.tokens { store = file, path = state/tokens }"))
        .isEqualTo("TokenStore[" + folder.resolve("state/tokens") + "]");
  }

  @Test
  void path_relativeInAnIncludedFile_startsFromTheFolderOfThatOne() throws IOException {
    Files.createDirectory(folder.resolve("shared"));
    Files.writeString(folder.resolve("shared/tokens.conf"), "countersign.tokens.path = ../kept");

    assertThat(storeOfFile("include \"shared/tokens.conf\"\ncountersign.tokens.store = file"))
        .isEqualTo("TokenStore[" + folder.resolve("kept") + "]");
  }

  @Test
  void path_chosen_isThatOfTheChoice() {
    assertThat(
            store(
                countersign(
                    "countersign.tokens { store = file, path = { by = b, a = /x, b = /y } }")))
        .isEqualTo("TokenStore[/y]");
  }

  @Test
  void store_twoBlocks_shareIt() {
    countersign("countersign.authenticators.b { type = probe, origins = any }").ready();

    assertThat(probe.contexts).hasSize(2);
    assertThat(probe.contexts.get(0).tokenStore()).isSameAs(probe.contexts.get(1).tokenStore());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "= file | : must be a block { … }, not a text",
        "{ store = fil } | .store: must be one of memory, file; did you mean file?",
        "{ store = redis, path = /x } | .store: must be one of memory, file",
        "{ store = [file], path = /x } | .store: must be one of memory, file, not a list",
        "{ store = \"{{a.b}}\" } | .store: is a word of the configuration; {{…}} has no meaning in it",
        "{ store = file } | .path: is missing; it must be a path",
        "{ store = file, path = null } | .path: is missing; it must be a path",
        "{ store = file, path = [/x] } | .path: must be a path, not a list",
        "{ store = file, path = \"a\\u0000b\" } | .path: must be a path",
        "{ store = file, path = \"{{a.b}}\" } | .path: is a word of the configuration; {{…}} has no meaning in it",
        "{ path = /x } | .path: is only for store = file, and that is memory here",
        "{ store = memory, path = /x } | .path: is only for store = file, and that is memory here",
        "{ store = file, path = /x, pat = /y } | .pat: unknown setting; did you mean path?",
        "{ store = file, path = /x, ttl = 3 s } | .ttl: unknown setting; known here are store, path",
      })
  void faults_badTokens_sayWhatIsWrong(String tokens, String fault) {
    AuthConfigException failure =
        catchThrowableOfType(
            AuthConfigException.class, () -> countersign("countersign.tokens " + tokens).ready());

    assertThat(failure.problems())
        .extracting(Problem::toString)
        .containsExactly("a.conf: 2: countersign.tokens" + fault);
    assertThat(probe.made).isEmpty();
  }

  @Test
  void report_faultsOfSeveralRooms_areOne() {
    Countersign countersign =
        countersign(
            "countersign.token {}\ncountersign.tokens {\n  path = tokens\n}",
            Setting.secret("key"));
    String report =
        """
        Countersign cannot build 1 of 1 authenticator: 1 secret is missing, 2 settings are wrong.

        a.conf: 2: countersign.token: unknown setting; did you mean tokens?

        a.conf: 4: countersign.tokens.path: is only for store = file, and that is memory here

        a  (probe, a.conf: 1)
          key  {{a.key}}\
        """;

    assertThat(countersign.explain().report())
        .hasValueSatisfying(said -> assertThat(said).startsWith(report));
    assertThat(catchThrowableOfType(AuthConfigException.class, countersign::ready))
        .hasMessageStartingWith(report);
  }
}

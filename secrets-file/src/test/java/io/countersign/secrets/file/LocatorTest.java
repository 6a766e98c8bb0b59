package io.countersign.secrets.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.countersign.spi.Attempt;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretPlace;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocatorTest {
  @TempDir Path folder;
  private SecretResolver source;

  @BeforeEach
  void make() {
    source = FileSource.with(folder, Map.of("permissions", "ignore"));
  }

  @Test
  void lookUp_keyOfAFileThatIsNotListed_isFound() throws IOException {
    Path file = Files.writeString(folder.resolve("s.toml"), "'1 x'.token = 'v'");

    Lookup answer = FileSource.look(source, FileSource.locator("s.toml", "1 x.token"));

    assertThat(answer)
        .isEqualTo(
            new Lookup.Found(
                "v",
                "1 x.token in " + file,
                Optional.empty(),
                List.of(new Attempt("found", "1 x.token", file.toString()))));
  }

  @Test
  void lookUp_wholeFile_losesOneLineEnd() throws IOException {
    Path file = Files.writeString(folder.resolve("key.pem"), "-----\nabc\n-----\n");

    Lookup.Found relative = (Lookup.Found) FileSource.look(source, FileSource.locator("key.pem"));
    Lookup.Found absolute =
        (Lookup.Found) FileSource.look(source, FileSource.locator(file.toString()));

    assertThat(relative.value()).isEqualTo("-----\nabc\n-----");
    assertThat(relative.place()).isEqualTo(file.toString());
    assertThat(absolute).isEqualTo(relative);
  }

  @Test
  void lookUp_wholeFileWithoutContent_isMissing() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty"), "\n");

    assertThat(FileSource.look(source, FileSource.locator("empty")).attempts())
        .containsExactly(new Attempt("empty", empty.toString(), ""));
    assertThat(FileSource.look(source, FileSource.locator("none")).attempts())
        .containsExactly(new Attempt("no such file", folder.resolve("none").toString(), ""));
  }

  @Test
  void lookUp_wholeFileThatIsADirectory_isInvalid() {
    assertThat(FileSource.look(source, FileSource.locator(".")))
        .isInstanceOfSatisfying(
            Lookup.Failed.class,
            failed -> assertThat(failed.explanation()).contains("is a directory: name a file"));
  }

  @Test
  void place_saysFileAndKey() {
    Path file = folder.resolve("s.json");

    assertThat(source.place(FileSource.locator("s.json", "a.b")))
        .isEqualTo(new SecretPlace(file + "#a.b", "\"a\": { \"b\": \"…\" }  in " + file));
    assertThat(source.place(FileSource.locator("s.toml", "1 \"x.b")).toSet())
        .startsWith("b = \"…\" under [\"1 \\\"x\"]  in ");
    assertThat(source.place(FileSource.locator("key.pem")))
        .isEqualTo(
            new SecretPlace(
                folder.resolve("key.pem").toString(),
                "the secret alone in " + folder.resolve("key.pem")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\0b"})
  void place_noPath_isRefusedWithoutShowingIt(String path) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> source.place(FileSource.locator(path)))
        .withMessageContaining("path")
        .withMessageNotContaining("a\0b")
        .withNoCause();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b"})
  void place_noKey_isRefused(String field) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> source.place(FileSource.locator("s.toml", field)))
        .withMessageContaining("segments");
  }

  @Test
  void place_keyOfAFileWithoutKeys_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> source.place(FileSource.locator("key.pem", "a")))
        .withMessageContaining(".toml, .conf or .json");
  }

  @Test
  void place_options_areRefused() {
    SecretRef ref =
        new SecretRef.Locator("file", "s.toml", Optional.of("a"), Map.of("version", "1"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> source.place(ref))
        .withMessageContaining("no options");
  }
}

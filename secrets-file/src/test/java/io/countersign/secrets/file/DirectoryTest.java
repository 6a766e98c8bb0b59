package io.countersign.secrets.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.Attempt;
import io.countersign.spi.FileText;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectoryTest {
  private static final String CANARY = "canary-c8e1";

  @TempDir Path folder;
  private Path directory;
  private SecretResolver source;

  @BeforeEach
  void mount() throws IOException {
    directory = Files.createDirectory(folder.resolve("secrets"));
    source = FileSource.directory(directory);
  }

  @ParameterizedTest
  @CsvSource({
    "v, v",
    "v\\n, v",
    "v\\r\\n, v",
    "v\\n\\n, v\\n",
    "' v ', ' v '",
    "\uFEFFv, v",
    "-----BEGIN-----\\nabc\\n-----END-----\\n, -----BEGIN-----\\nabc\\n-----END-----"
  })
  void lookUp_fileOfTheKey_losesOneLineEndAlone(String written, String expected)
      throws IOException {
    write("crm.client-secret", written.replace("\\n", "\n").replace("\\r", "\r"));

    assertThat(FileSource.found(source, "crm.client-secret"))
        .isEqualTo(expected.replace("\\n", "\n"));
  }

  @Test
  void lookUp_found_saysTheFile() throws IOException {
    write("crm.token", "v");

    assertThat(FileSource.look(source, "crm.token"))
        .isEqualTo(
            new Lookup.Found(
                "v",
                directory + "/crm.token",
                Optional.empty(),
                List.of(new Attempt("found", "crm.token", directory.toString()))));
  }

  @Test
  void lookUp_absentOrEmpty_isMissing() throws IOException {
    write("empty", "\n");
    write("crm.tokn", "v");

    assertThat(FileSource.look(source, "empty").attempts())
        .containsExactly(new Attempt("empty", "empty", directory.toString()));
    assertThat(FileSource.look(source, "crm.token"))
        .isEqualTo(
            new Lookup.NotFound(
                List.of(new Attempt("no such file", "crm.token", directory.toString())),
                List.of("crm.tokn", "empty")));
  }

  @Test
  void lookUp_noDirectory_isMissing() {
    Path none = folder.resolve("none");

    assertThat(FileSource.look(FileSource.directory(none), "a").attempts())
        .containsExactly(new Attempt("no such directory", "a", none.toString()));
  }

  @Test
  void lookUp_fileWhereADirectoryBelongs_isInvalid() throws IOException {
    assertThat(invalid(FileSource.directory(write("file", CANARY)), "a"))
        .contains("is no directory");
  }

  @Test
  void lookUp_linkThatLeadsOut_isNotFollowed() throws IOException {
    Path outside = Files.writeString(folder.resolve("outside"), CANARY);
    Files.createSymbolicLink(directory.resolve("absolute"), outside);
    Files.createSymbolicLink(directory.resolve("relative"), Path.of("../outside"));
    // A sibling whose name begins alike is outside too.
    Path sibling = Files.createDirectory(folder.resolve("secrets-2"));
    Files.writeString(sibling.resolve("x"), CANARY);
    Files.createSymbolicLink(directory.resolve("alike"), Path.of("../secrets-2/x"));

    for (String key : List.of("absolute", "relative", "alike")) {
      assertThat(invalid(source, key)).contains("leads elsewhere").doesNotContain(CANARY);
    }
  }

  @Test
  void lookUp_directoryThatIsALinkItself_works() throws IOException {
    write("crm.token", "v");
    Path link = Files.createSymbolicLink(folder.resolve("link"), directory);

    assertThat(FileSource.found(FileSource.directory(link), "crm.token")).isEqualTo("v");
  }

  @Test
  void lookUp_kubernetesVolume_isFollowedThroughASwap() throws IOException {
    volume("..2026_01", "old");
    Files.createSymbolicLink(directory.resolve("crm.token"), Path.of("..data/crm.token"));
    assertThat(FileSource.found(source, "crm.token")).isEqualTo("old");

    volume("..2026_02", "new");

    assertThat(FileSource.found(source, "crm.token")).isEqualTo("new");
    assertThat(((Lookup.NotFound) FileSource.look(source, "crm.tokn")).others())
        .containsExactly("crm.token");
  }

  @Test
  void text_swappedBetweenFindingAndReading_isReadAnew() throws IOException {
    volume("..2026_01", "old");
    Files.createSymbolicLink(directory.resolve("crm.token"), Path.of("..data/crm.token"));
    AtomicInteger reads = new AtomicInteger();
    Folder swapped =
        new Folder(
            directory,
            file -> {
              if (reads.getAndIncrement() == 0) {
                swap();
              }
              return FileText.of(file);
            });

    assertThat(swapped.text(new SecretRef.Key("crm.token"))).isEqualTo(new FileText.Read("new"));
  }

  @Test
  void lookUp_directoryAfterFiles_isAskedLast() throws IOException {
    Path file = Files.writeString(folder.resolve("s.toml"), "a = 'file'");
    write("a", "directory");
    write("b", "directory");
    SecretResolver both =
        FileSource.with(
            folder,
            Map.of("paths", List.of(file), "directory", directory, "permissions", "ignore"));

    assertThat(FileSource.found(both, "a")).isEqualTo("file");
    assertThat(FileSource.look(both, "b").attempts())
        .extracting(Attempt::outcome)
        .containsExactly("no such key", "found");
    assertThat(((Lookup.NotFound) FileSource.look(both, "c")).others()).containsExactly("a", "b");
  }

  @Test
  void lookUp_binaryOrDirectory_isInvalid() throws IOException {
    Files.write(directory.resolve("binary"), new byte[] {(byte) 0xFE, (byte) 0xED, 0, 1});
    Files.createDirectory(directory.resolve("folder"));

    assertThat(invalid(source, "binary")).contains("is not UTF-8");
    assertThat(invalid(source, "folder")).contains("is a directory");
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  private void swap() {
    try {
      volume("..2026_02", "new");
      Files.delete(directory.resolve("..2026_01/crm.token"));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Does what the kubelet does: a new folder, and one rename of the link to it. */
  private void volume(String name, String token) throws IOException {
    Path version = Files.createDirectory(directory.resolve(name));
    Files.writeString(version.resolve("crm.token"), token);
    Path next = Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of(name));
    Files.move(next, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String invalid(SecretResolver source, String key) {
    Lookup.Failed failed = (Lookup.Failed) FileSource.look(source, key);
    assertThat(failed.failure()).isEqualTo(Lookup.Failure.INVALID);
    return failed.toString();
  }

  @Test
  void lookUp_keysOfTenants_areFilesOfTheirOwn() throws IOException {
    for (String tenant : List.of("a-b", "a_b", "A_B", "1x", "-")) {
      write("tenants." + tenant + ".crm.token", CANARY + tenant);
    }
    write("crm.token", "house");

    for (String tenant : List.of("a-b", "a_b", "A_B", "1x", "-")) {
      assertThat(FileSource.found(source, "tenants." + tenant + ".crm.token"))
          .isEqualTo(CANARY + tenant);
    }
    assertThat(FileSource.look(source, "tenants.other.crm.token"))
        .isInstanceOf(Lookup.NotFound.class);
    assertThat(FileSource.found(source, "crm.token")).isEqualTo("house");
  }

  /** Some file systems give the file of acme to who asks for that of ACME. */
  @Test
  void isSpelledSo_anotherCase_isAnotherTenants() throws IOException {
    write("tenants.acme.crm.token", CANARY);
    Path file = directory.resolve("tenants.acme.crm.token");
    Folder there = new Folder(directory);

    assertThat(there.isSpelledSo("tenants.acme.crm.token", file)).isTrue();
    assertThat(there.isSpelledSo("tenants.ACME.crm.token", file)).isFalse();
    Files.createSymbolicLink(directory.resolve("tenants.linked.crm.token"), file);
    assertThat(there.isSpelledSo("tenants.linked.crm.token", file)).isTrue();
    assertThat(FileSource.found(source, "tenants.linked.crm.token")).isEqualTo(CANARY);
  }
}

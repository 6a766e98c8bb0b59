package io.countersign.internal;

import static io.countersign.internal.TokenStoreTest.KEY;
import static io.countersign.internal.TokenStoreTest.read;
import static io.countersign.internal.TokenStoreTest.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.spi.FileText;
import io.countersign.spi.TokenStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store in files, within one process. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FileTokensTest {
  private static final String CANARY = "canary-5f1e";
  private static final Duration SHORT = Duration.ofMillis(100);

  @TempDir private Path temp;
  private Path folder;
  private TokenStore store;

  @BeforeEach
  void make() throws IOException {
    Path real = temp.toRealPath();
    folder = real.resolve("state/tokens");
    store = new FileTokens(folder);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  /** Returns the file of an entry that was written. */
  private Path entry() throws IOException {
    write(store, KEY, CANARY);
    return files(folder).get(0);
  }

  private static IOException failure(TokenStore store) {
    return catchThrowableOfType(IOException.class, () -> write(store, KEY, CANARY));
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void write_makesFolderAndFilesForTheirOwnerAlone() throws IOException {
    write(store, new TokenStore.Key("crm.login/x", "f1"), CANARY);

    assertThat(permissions(folder)).isEqualTo("rwx------");
    assertThat(files(folder))
        .hasSize(2)
        .allSatisfy(file -> {
          assertThat(permissions(file)).isEqualTo("rw-------");
          assertThat(file.getFileName().toString())
              .matches("crm\\.login_x-[0-9a-f]{32}(\\.lock)?")
              .doesNotContain("f1");
        });
  }

  @Test
  void names_withoutRegardToCase_areDifferentFiles() throws IOException {
    write(store, new TokenStore.Key("a", "Zm"), "1");
    write(store, new TokenStore.Key("a", "zM"), "2");

    assertThat(files(folder))
        .extracting(file -> file.toString().toLowerCase(java.util.Locale.ROOT))
        .doesNotHaveDuplicates()
        .hasSize(4);
  }

  @Test
  void write_remainsOfAKilledProcess_areReplaced() throws IOException {
    Path file = entry();
    Path next = FileTokens.beside(file, ".new");
    Files.writeString(next, "longer than what is written " + CANARY);
    Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-rw-rw-"));

    assertThat(read(store, KEY)).contains(CANARY);
    write(store, KEY, "short");

    assertThat(read(store, KEY)).contains("short");
    assertThat(next).doesNotExist();
    assertThat(permissions(file)).isEqualTo("rw-------");
  }

  @Test
  void write_seenByAReaderWithoutTheLock_isOldOrNew() throws Exception {
    String one = "1".repeat(200_000);
    String two = "2".repeat(150_000);
    Path file = entry();
    write(store, KEY, one);
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<Set<String>> seen =
        CompletableFuture.supplyAsync(() -> {
          Set<String> texts = new HashSet<>();
          do {
            texts.add(text(file));
          } while (!ended.get());
          return texts;
        });

    for (int i = 0; i < 50; i++) {
      write(store, KEY, i % 2 == 0 ? two : one);
    }
    ended.set(true);

    assertThat(seen.get(30, TimeUnit.SECONDS)).isNotEmpty().isSubsetOf(one, two);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Test
  void folder_aFile_isSaid() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));

    assertThat(failure(new FileTokens(file)))
        .hasMessageStartingWith("tokens cannot be kept in " + file + ": it must be a folder");
    assertThat(failure(new FileTokens(file.resolve("tokens"))))
        .hasMessageStartingWith("tokens cannot be kept in " + file + "/tokens: it must be a folder")
        .hasMessageEndingWith("(Not a directory)");
  }

  @Test
  void folder_thatTakesNoFiles_isSaid() {
    // Root may write where others may not; into this one not even root may.
    Path closed = Path.of("/proc");

    assertThat(failure(new FileTokens(closed)))
        .hasMessageStartingWith(
            "tokens cannot be kept in /proc: it must be a folder with room that this process may write to");
    assertThat(failure(new FileTokens(closed.resolve("countersign"))))
        .hasMessageStartingWith("tokens cannot be kept in /proc/countersign: it must be a folder");
  }

  @Test
  void folder_linkToNothing_isSaid() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("link"), temp.resolve("nothing"));

    assertThat(failure(new FileTokens(link))).hasMessageContaining(link + ": it must be a folder");
  }

  @Test
  void folder_byALinkAndByItself_isTheSameForThreadsOfOneProcess() throws Exception {
    Files.createDirectories(folder);
    Path link = Files.createSymbolicLink(temp.resolve("link"), folder);
    List<TokenStore> engines =
        List.of(store, new FileTokens(folder.resolve("../tokens")), new FileTokens(link));

    List<CompletableFuture<Void>> all =
        engines.stream()
            .map(engine ->
                CompletableFuture.runAsync(
                    () -> {
                      try {
                        for (int i = 0; i < 30; i++) {
                          engine.exclusively(KEY, TokenStoreTest::next);
                        }
                      } catch (IOException failed) {
                        throw new AssertionError(failed);
                      }
                    },
                    thread -> new Thread(thread).start()))
            .toList();
    for (CompletableFuture<Void> one : all) {
      one.get(50, TimeUnit.SECONDS);
    }

    assertThat(read(store, KEY)).contains("90");
  }

  @Test
  void exclusively_lockedByAnotherClassLoader_waitsForIt() throws Exception {
    Path locked = FileTokens.beside(entry(), ".lock");
    CompletableFuture<IOException> gaveUp = new CompletableFuture<>();
    try (FileChannel channel = FileChannel.open(locked, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      gaveUp.complete(failure(new FileTokens(folder, SHORT)));
    }

    assertThat(gaveUp.join()).hasMessage("somebody has held " + locked + " for 0.1 s");
    assertThat(read(store, KEY)).contains(CANARY);
  }

  @Test
  void exclusively_heldByAnotherThreadForLonger_givesUp() throws IOException {
    IOException gaveUp =
        store.exclusively(
            KEY,
            entry ->
                CompletableFuture.supplyAsync(() -> failure(new FileTokens(folder, SHORT))).join());

    assertThat(gaveUp).hasMessageStartingWith("somebody has held " + folder + "/crm-");
    assertThat(failure(new FileTokens(folder, SHORT))).isNull();
  }

  @Test
  void exclusively_interruptedWhileItWaits_endsAndStaysInterrupted() throws Exception {
    IOException thrown =
        store.exclusively(
            KEY,
            entry -> {
              IOException ended = interruptedWhileItWaits(store);
              entry.write("undisturbed");
              return ended;
            });

    assertThat(thrown).hasMessageStartingWith("interrupted while it waited for " + folder);
    assertThat(read(store, KEY)).contains("undisturbed");
  }

  /** Returns what a thread throws that is interrupted while others hold the key. */
  static IOException interruptedWhileItWaits(TokenStore held) {
    CompletableFuture<IOException> thrown = new CompletableFuture<>();
    Thread waiting =
        new Thread(() -> {
          IOException failure = failure(held);
          assertThat(Thread.currentThread().isInterrupted()).isTrue();
          thrown.complete(failure);
        });
    waiting.start();
    while (waiting.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    waiting.interrupt();
    return thrown.orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Test
  void write_interruptedMeanwhile_isKeptAndStaysInterrupted() throws Exception {
    boolean interrupted =
        store.exclusively(
            KEY,
            entry -> {
              Thread.currentThread().interrupt();
              entry.write("a token that is good for one use");
              return Thread.interrupted();
            });

    assertThat(interrupted).isTrue();
    assertThat(read(store, KEY)).contains("a token that is good for one use");
  }

  @Test
  void write_overTheLimit_leavesWhatWasThere() throws IOException {
    Path file = entry();

    assertThat(
            catchThrowableOfType(
                IOException.class, () -> write(store, KEY, CANARY.repeat(100_000))))
        .hasMessage("what " + file + " is to keep is over 1 MiB");
    assertThat(read(store, KEY)).contains(CANARY);
    String most = "x".repeat(FileText.LIMIT);
    write(store, KEY, most);
    assertThat(read(store, KEY)).contains(most);
  }

  @Test
  void read_whatIsNoTextOfOurs_namesTheFileAndNothingOfIt() throws IOException {
    Path file = entry();

    Files.writeString(file, CANARY.repeat(100_000));
    assertUnusable(file, "is over 1 MiB");
    Files.write(file, (CANARY + "é").getBytes(StandardCharsets.ISO_8859_1));
    assertUnusable(file, "is not UTF-8");
    Files.delete(file);
    Files.createDirectory(file);
    assertUnusable(file, "is a directory");
  }

  private void assertUnusable(Path file, String outcome) {
    IOException failure = catchThrowableOfType(IOException.class, () -> read(store, KEY));
    assertThat(failure).hasMessageStartingWith(file + " " + outcome).hasNoCause();
    assertThat(failure).hasMessageNotContaining(CANARY);
  }
}

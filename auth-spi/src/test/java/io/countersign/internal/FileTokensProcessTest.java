package io.countersign.internal;

import static io.countersign.internal.TokenStoreTest.KEY;
import static io.countersign.internal.TokenStoreTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.spi.TokenStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store in files that several processes use. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FileTokensProcessTest {
  private static final int KILLS = 50;

  @TempDir private Path temp;

  /** Another process at the store, which is killed with the test. */
  private static final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;

    private Child(Process process) {
      this.process = process;
      this.lines = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts it after this command of the shell. */
    static Child after(String command, Path folder, String what) throws IOException {
      return new Child(
          new ProcessBuilder(
                  "/bin/sh",
                  "-c",
                  command + "; exec \"$@\"",
                  "sh",
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-XX:-UsePerfData",
                  "-cp",
                  JarMaker.where(FileTokens.class, TokensChild.class),
                  TokensChild.class.getName(),
                  folder.toString(),
                  what)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    }

    static Child at(Path folder, String what) throws IOException {
      return after(":", folder, what);
    }

    @Nullable String line() throws IOException {
      return lines.readLine();
    }

    void goOn() throws IOException {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    }

    /** With SIGKILL; what it said before can still be read. */
    void kill() {
      process.toHandle().destroyForcibly();
      process.onExit().join();
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }

  @Test
  void write_laxUmask_filesAreStillTheOwnersAlone() throws Exception {
    Path folder = temp.resolve("state/tokens");
    try (Child child = Child.after("umask 000", folder, "write")) {
      assertThat(child.line()).isEqualTo("wrote 1");
    }

    assertThat(permissions(folder)).isEqualTo("rwx------");
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all.toList())
          .hasSize(2)
          .allSatisfy(file -> assertThat(permissions(file)).isEqualTo("rw-------"));
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void write_noRoom_isSaidAndLeavesWhatWasThere() throws Exception {
    try (Child child = Child.at(temp, "write")) {
      assertThat(child.line()).isEqualTo("wrote 1");
    }
    try (Child child = Child.after("ulimit -f 8", temp, "write")) {
      assertThat(child.line())
          .isEqualTo(
              "tokens cannot be kept in "
                  + temp.toRealPath()
                  + ": it must be a folder with room that this process may write to"
                  + " (File too large)");
    }
    try (Child child = Child.at(temp, "write")) {
      assertThat(child.line()).isEqualTo("wrote 2");
    }
  }

  @Test
  void exclusively_heldByAnotherProcess_waitsForItsEnd() throws Exception {
    TokenStore store = new FileTokens(temp);
    try (Child child = Child.at(temp, "hold")) {
      assertThat(child.line()).isEqualTo("held");

      assertThat(
              catchThrowableOfType(
                  IOException.class, () -> read(new FileTokens(temp, Duration.ofMillis(100)), KEY)))
          .hasMessageStartingWith("somebody has held " + temp.toRealPath());
      CompletableFuture<String> waiting = reading(store);
      child.goOn();

      assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo("by the child");
    }
  }

  private static CompletableFuture<String> reading(TokenStore store) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return read(store, KEY).orElse("nothing");
      } catch (IOException failed) {
        return String.valueOf(failed.getMessage());
      }
    });
  }

  @Test
  void exclusively_interruptedWhileAnotherProcessHoldsIt_endsAndTheOtherGoesOn() throws Exception {
    TokenStore store = new FileTokens(temp);
    try (Child child = Child.at(temp, "hold")) {
      assertThat(child.line()).isEqualTo("held");

      assertThat(FileTokensTest.interruptedWhileItWaits(store))
          .hasMessageStartingWith("interrupted while it waited for " + temp.toRealPath());
      CompletableFuture<String> waiting = reading(store);
      child.goOn();

      assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo("by the child");
    }
  }

  @Test
  void exclusively_holderIsKilled_isFree() throws Exception {
    try (Child child = Child.at(temp, "hold")) {
      assertThat(child.line()).isEqualTo("held");
      CompletableFuture<String> waiting = reading(new FileTokens(temp));
      child.kill();

      assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo("nothing");
    }
  }

  @Test
  void exclusively_severalProcesses_loseNoStep() throws Exception {
    try (Child one = Child.at(temp, "count");
        Child other = Child.at(temp, "count")) {
      List<Integer> seen = new java.util.ArrayList<>();
      for (int i = 0; i < 100; i++) {
        seen.add(Integer.valueOf(String.valueOf((i % 2 == 0 ? one : other).line())));
      }
      assertThat(seen).doesNotHaveDuplicates();
    }
  }

  @Test
  void write_killedAtAnyMoment_leavesAWholeEntryThatIsNoOlderThanTheLastReturn() throws Exception {
    TokenStore store = new FileTokens(temp);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int kill = 0; kill < KILLS; kill++) {
      try (Child child = Child.at(temp, "count")) {
        int last = Integer.parseInt(String.valueOf(child.line()));
        LockSupport.parkNanos(random.nextInt(20_000_000));
        child.kill();
        for (String line = child.line(); line != null; line = child.line()) {
          last = Integer.parseInt(line);
        }

        assertThat(TokensChild.number(read(store, KEY).orElseThrow()))
            .as("kill %s of seed %s", kill, seed)
            .isBetween(last, last + 1);
      }
    }
  }
}

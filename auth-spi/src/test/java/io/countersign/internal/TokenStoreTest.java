package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.spi.TokenStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store keeps to. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TokenStoreTest {
  static final TokenStore.Key KEY = new TokenStore.Key("crm", "f1");

  @TempDir private Path folder;

  enum Kind {
    MEMORY,
    FILE;

    TokenStore in(Path folder) {
      return this == MEMORY ? TokenStore.memory() : new FileTokens(folder.resolve("tokens"));
    }
  }

  static Optional<String> read(TokenStore store, TokenStore.Key key) throws IOException {
    return store.exclusively(key, TokenStore.Entry::read);
  }

  static void write(TokenStore store, TokenStore.Key key, String text) throws IOException {
    store.exclusively(
        key,
        entry -> {
          entry.write(text);
          return text;
        });
  }

  /** Reads a number and writes the next. */
  static int next(TokenStore.Entry entry) throws IOException {
    int next = 1 + Integer.parseInt(entry.read().orElse("0"));
    entry.write(String.valueOf(next));
    return next;
  }

  @ParameterizedTest
  @EnumSource
  void read_nothingWritten_isEmpty(Kind kind) throws IOException {
    assertThat(read(kind.in(folder), KEY)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void read_afterWrites_isTheLastAsItWas(Kind kind) throws IOException {
    TokenStore store = kind.in(folder);
    for (String text : List.of("a", "", "\n", "zwölf \uD83D\uDD11\r\n\0", "x".repeat(100_000))) {
      write(store, KEY, text);
      assertThat(read(store, KEY)).contains(text);
    }
  }

  @ParameterizedTest
  @EnumSource
  void read_inTheSameWork_isWhatWasWritten(Kind kind) throws IOException {
    Optional<String> last =
        kind.in(folder)
            .exclusively(
                KEY,
                entry -> {
                  entry.write("a");
                  entry.write("b");
                  return entry.read();
                });

    assertThat(last).contains("b");
  }

  @ParameterizedTest
  @EnumSource
  void keys_thatLookAlike_areKeptApart(Kind kind) throws IOException {
    TokenStore store = kind.in(folder);
    List<TokenStore.Key> keys = new ArrayList<>();
    for (String name :
        List.of("a", "A", "a.b", "a_b", "a/b", "a-b", "a.login.authenticator", "..", "", "ä")) {
      for (String fingerprint : List.of("b-c", "c", "", "C", "c.lock", "c.new", "../c", "/c")) {
        keys.add(new TokenStore.Key(name, fingerprint));
      }
    }
    keys.add(new TokenStore.Key("a".repeat(500), "c"));
    keys.add(new TokenStore.Key("a", "c".repeat(500)));
    for (TokenStore.Key key : keys) {
      write(store, key, key.toString());
    }
    for (TokenStore.Key key : keys) {
      assertThat(read(store, key)).contains(key.toString());
    }
  }

  @ParameterizedTest
  @EnumSource
  void exclusively_manyThreads_losesNoStep(Kind kind) throws Exception {
    TokenStore store = kind.in(folder);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int i = 0; i < 200; i++) {
        threads.submit(() -> store.exclusively(KEY, TokenStoreTest::next));
      }
    } finally {
      threads.shutdown();
    }
    assertThat(threads.awaitTermination(50, TimeUnit.SECONDS)).isTrue();
    assertThat(read(store, KEY)).contains("200");
  }

  @ParameterizedTest
  @EnumSource
  void exclusively_otherKey_doesNotWait(Kind kind) throws Exception {
    TokenStore store = kind.in(folder);
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      int done =
          store.exclusively(
              KEY,
              entry -> {
                Future<Integer> apart =
                    other.submit(() ->
                        store.exclusively(new TokenStore.Key("crm", "f2"), TokenStoreTest::next));
                try {
                  return apart.get(30, TimeUnit.SECONDS);
                } catch (Exception waited) {
                  throw new AssertionError(waited);
                }
              });
      assertThat(done).isEqualTo(1);
    } finally {
      other.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource
  void exclusively_workThatFails_passesItOnAndFreesTheKey(Kind kind) throws Exception {
    TokenStore store = kind.in(folder);
    IOException failure = new IOException("the server is away");
    write(store, KEY, "before");

    assertThatThrownBy(() ->
            store.exclusively(
                KEY,
                entry -> {
                  throw failure;
                }))
        .isSameAs(failure);
    assertThatThrownBy(() ->
            store.exclusively(
                KEY,
                entry -> {
                  throw new IllegalStateException("a mistake");
                }))
        .hasMessage("a mistake");

    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      assertThat(other.submit(() -> read(store, KEY)).get(30, TimeUnit.SECONDS)).contains("before");
    } finally {
      other.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource
  void nextStore_ofTheSamePlace_hasWhatOutlivesTheProcess(Kind kind) throws IOException {
    TokenStore store = kind.in(folder);
    write(store, KEY, "a");

    assertThat(read(kind.in(folder), KEY).isPresent())
        .isEqualTo(store.outlivesTheProcess())
        .isEqualTo(kind == Kind.FILE);
  }

  @ParameterizedTest
  @EnumSource
  void toString_holdsNothingOfWhatIsKept(Kind kind) throws IOException {
    TokenStore store = kind.in(folder);
    String shown =
        store.exclusively(
            KEY,
            entry -> {
              entry.write("s3cr3t");
              return entry + " " + store;
            });
    assertThat(shown).doesNotContain("s3cr3t");
  }
}

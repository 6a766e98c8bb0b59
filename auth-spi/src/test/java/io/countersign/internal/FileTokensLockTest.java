package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.spi.TokenStore;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTokensLockTest {
  private static final TokenStore.Key KEY = new TokenStore.Key("crm", "abc");

  @TempDir Path folder;

  @Test
  void exclusively_heldByOtherClassesOfThisProcess_waits() throws Exception {
    TokenStore store = new FileTokens(folder);
    CompletableFuture<Optional<String>> read;
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("crm-abc.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      assertThat(held.isValid()).isTrue();
      read =
          CompletableFuture.supplyAsync(() -> {
            try {
              return store.exclusively(KEY, TokenStore.Entry::read);
            } catch (java.io.IOException failed) {
              throw new AssertionError(failed);
            }
          });
      assertThatThrownBy(() -> read.get(200, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
    }
    assertThat(read.get(20, TimeUnit.SECONDS)).isEmpty();
  }
}

package io.countersign.cli;

import io.countersign.AuthException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a token or a login, and not for ever. */
final class Obtaining {
  private static final int AT_MOST = 60;

  private Obtaining() {}

  /**
   * Returns what came.
   *
   * @throws AuthException if it did not
   */
  static <T> T of(String name, CompletionStage<T> stage) throws InterruptedException {
    try {
      return stage.toCompletableFuture().get(AT_MOST, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof AuthException refused) {
        throw refused;
      }
      throw new IllegalStateException(failed.getCause());
    } catch (TimeoutException late) {
      throw new AuthException(
              AuthException.Category.TRANSIENT, "no result within " + AT_MOST + " s")
          .of(name);
    }
  }
}

package io.countersign.spi;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Nothing is left to be read. */
enum BodyInHand implements RequestBody {
  INSTANCE;

  @Override
  public boolean replayable() {
    return true;
  }

  @Override
  public CompletionStage<Body.Bytes> read(int atMost) {
    return CompletableFuture.failedFuture(
        new IllegalStateException("the request says Unread, its body says in hand"));
  }
}

package io.countersign.secrets.vault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Gathers a body up to a size and in a time, which the timeout of a request leaves out. */
final class WholeBody implements BodySubscriber<byte[]> {
  /** The bytes beyond which a reply is not read. */
  static final int LIMIT = 1 << 20;

  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private volatile @Nullable Subscription source;

  /** It is larger than allowed. */
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;
  }

  WholeBody(Deadline deadline) {
    CompletableFuture<Boolean> late = new CompletableFuture<>();
    late.completeOnTimeout(true, deadline.left().toNanos(), TimeUnit.NANOSECONDS)
        .thenAccept(unread -> {
          if (unread) {
            giveUp(new HttpTimeoutException(""));
          }
        });
    whole.whenComplete((body, failure) -> late.complete(false));
  }

  private void giveUp(IOException why) {
    whole.completeExceptionally(why);
    Subscription open = source;
    if (open != null) {
      open.cancel();
    }
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return whole;
  }

  @Override
  public void onSubscribe(Subscription given) {
    source = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    for (ByteBuffer part : parts) {
      if (whole.isDone()) {
        return;
      }
      if (bytes.size() + (long) part.remaining() > LIMIT) {
        giveUp(new TooLarge());
        return;
      }
      byte[] copy = new byte[part.remaining()];
      part.get(copy);
      bytes.writeBytes(copy);
    }
  }

  @Override
  public void onError(Throwable failure) {
    whole.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    whole.complete(bytes.toByteArray());
  }
}

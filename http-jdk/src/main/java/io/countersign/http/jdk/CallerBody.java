package io.countersign.http.jdk;

import io.countersign.AuthException;
import io.countersign.spi.Body;
import io.countersign.spi.RequestBody;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * The body that the caller's publisher gives.
 *
 * @param executor where it is read: a publisher may block, as that of an InputStream does
 */
record CallerBody(BodyPublisher publisher, Executor executor) implements RequestBody {

  @Override
  public boolean replayable() {
    return Replayable.is(publisher);
  }

  @Override
  public CompletionStage<Body.Bytes> read(int atMost) {
    if (publisher.contentLength() > atMost) {
      return CompletableFuture.failedFuture(tooLarge(atMost));
    }
    Reader reader = new Reader(atMost);
    executor.execute(() -> {
      try {
        publisher.subscribe(reader);
      } catch (RuntimeException failed) {
        reader.onError(failed);
      }
    });
    return reader.whole;
  }

  private static AuthException tooLarge(int atMost) {
    return new AuthException(
        AuthException.Category.REQUEST,
        "the credentials need the body in memory, and it is larger than "
            + (atMost >> 20)
            + " MiB; nothing was sent");
  }

  private static final class Reader implements Subscriber<ByteBuffer> {
    private final CompletableFuture<Body.Bytes> whole = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int atMost;
    private @Nullable Subscription subscription;

    Reader(int atMost) {
      this.atMost = atMost;
    }

    @Override
    public void onSubscribe(Subscription given) {
      subscription = given;
      given.request(1);
    }

    @Override
    public void onNext(ByteBuffer part) {
      Subscription source = subscription;
      if (source == null || whole.isDone()) {
        return;
      }
      if (bytes.size() + (long) part.remaining() > atMost) {
        source.cancel();
        whole.completeExceptionally(tooLarge(atMost));
        return;
      }
      byte[] copy = new byte[part.remaining()];
      part.get(copy);
      bytes.writeBytes(copy);
      source.request(1);
    }

    @Override
    public void onError(Throwable failure) {
      whole.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      whole.complete(new Body.Bytes(ByteBuffer.wrap(bytes.toByteArray())));
    }
  }
}

package io.countersign.http.jetty;

import io.countersign.AuthException;
import io.countersign.spi.Body;
import io.countersign.spi.RequestBody;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.eclipse.jetty.client.PathRequestContent;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.io.Content;

/**
 * The body that the caller gives.
 *
 * @param executor where it is read: a content may block, as that of an InputStream does
 */
record JettyBody(Request.Content content, Executor executor) implements RequestBody {

  @Override
  public boolean replayable() {
    return isAtItsBegin(content);
  }

  /** Rewinds it if it can be; that of a file which nobody has read yet is there, and says no. */
  static boolean isAtItsBegin(Request.Content content) {
    return content.rewind() || content instanceof PathRequestContent;
  }

  @Override
  public CompletionStage<Body.Bytes> read(int atMost) {
    if (content.getLength() > atMost) {
      return CompletableFuture.failedFuture(tooLarge(atMost));
    }
    Reader reader = new Reader(content, atMost);
    executor.execute(reader::read);
    return reader.whole.thenApply(bytes -> new Body.Bytes(ByteBuffer.wrap(bytes)));
  }

  static AuthException tooLarge(int atMost) {
    return new AuthException(
        AuthException.Category.REQUEST,
        "the credentials need the body in memory, and it is larger than "
            + (atMost >> 20)
            + " MiB; nothing was sent");
  }

  /** Reads a source into memory, up to a limit. */
  private static final class Reader {
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    private final Content.Source source;
    private final int atMost;

    Reader(Content.Source source, int atMost) {
      this.source = source;
      this.atMost = atMost;
    }

    void read() {
      try {
        while (!whole.isDone()) {
          Content.Chunk chunk = source.read();
          if (chunk == null) {
            source.demand(this::read);
            return;
          }
          take(chunk);
        }
      } catch (RuntimeException failed) {
        whole.completeExceptionally(failed);
      }
    }

    private void take(Content.Chunk chunk) {
      if (Content.Chunk.isFailure(chunk)) {
        whole.completeExceptionally(new CompletionException(chunk.getFailure()));
        return;
      }
      byte[] copy = new byte[chunk.remaining()];
      chunk.get(copy, 0, copy.length);
      boolean last = chunk.isLast();
      chunk.release();
      if (bytes.size() + (long) copy.length > atMost) {
        AuthException tooLarge = tooLarge(atMost);
        source.fail(tooLarge);
        whole.completeExceptionally(tooLarge);
        return;
      }
      bytes.writeBytes(copy);
      if (last) {
        whole.complete(bytes.toByteArray());
      }
    }
  }
}

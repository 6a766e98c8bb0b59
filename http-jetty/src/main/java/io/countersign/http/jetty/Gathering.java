package io.countersign.http.jetty;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.SerializedInvoker;
import org.jspecify.annotations.Nullable;

/**
 * Reads the begin of a content, up to a limit, and gives it out again: a source of what was read,
 * and then of the rest.
 */
final class Gathering implements Content.Source {
  private final Content.Source source;
  private final int atMost;
  private final Then then;
  private final Queue<Content.Chunk> gathered = new ArrayDeque<>();

  /** Lets nobody who asks for the next chunk stand on the stack of the one before. */
  private final SerializedInvoker calls = new SerializedInvoker(Gathering.class);

  private int bytes;

  /** Told once. */
  @FunctionalInterface
  interface Then {

    /**
     * Takes what was gathered.
     *
     * @param whole the whole content, if it is not larger than the limit and did not break off
     * @param all the same content for another reader, from its begin
     */
    void gathered(Optional<ByteBuffer> whole, Content.Source all);
  }

  Gathering(Content.Source source, int atMost, Then then) {
    this.source = source;
    this.atMost = atMost;
    this.then = then;
  }

  void begin() {
    while (true) {
      Content.Chunk chunk = source.read();
      if (chunk == null) {
        source.demand(this::begin);
        return;
      }
      gathered.add(chunk);
      bytes += Content.Chunk.isFailure(chunk) ? 0 : chunk.remaining();
      if (chunk.isLast() || Content.Chunk.isFailure(chunk) || bytes > atMost) {
        then.gathered(whole(chunk), this);
        return;
      }
    }
  }

  private Optional<ByteBuffer> whole(Content.Chunk last) {
    if (bytes > atMost || Content.Chunk.isFailure(last)) {
      return Optional.empty();
    }
    ByteBuffer all = ByteBuffer.allocate(bytes);
    for (Content.Chunk chunk : gathered) {
      all.put(chunk.getByteBuffer().slice());
    }
    return Optional.of(all.flip());
  }

  @Override
  public long getLength() {
    return source.getLength();
  }

  @Override
  public Content.@Nullable Chunk read() {
    Content.Chunk next = gathered.poll();
    return next != null ? next : source.read();
  }

  @Override
  public void demand(Runnable demandCallback) {
    if (gathered.isEmpty()) {
      source.demand(demandCallback);
    } else {
      calls.run(demandCallback);
    }
  }

  @Override
  public void fail(Throwable failure) {
    while (!gathered.isEmpty()) {
      gathered.poll().release();
    }
    source.fail(failure);
  }
}

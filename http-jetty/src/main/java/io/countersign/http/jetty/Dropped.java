package io.countersign.http.jetty;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Reads a response away that is not the caller's: a little of it, so that the connection can be
 * used again, else the connection goes. What comes next comes when that is over.
 */
final class Dropped implements Fate {
  private static final int WORTH_READING = 64 << 10;
  private static final int PATIENCE_MILLIS = 1000;

  private final Leg leg;
  private final Scheduler scheduler;
  private final Runnable next;
  private int bytes;
  private volatile Scheduler.@Nullable Task patience;

  Dropped(Leg leg, Scheduler scheduler, Runnable next) {
    this.leg = leg;
    this.scheduler = scheduler;
    this.next = next;
  }

  @Override
  public void content(Content.Source source) {
    readAway(source);
  }

  private void readAway(Content.Source source) {
    while (true) {
      Content.Chunk chunk = source.read();
      if (chunk == null) {
        beginToWait();
        source.demand(() -> readAway(source));
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        return;
      }
      bytes += chunk.remaining();
      boolean last = chunk.isLast();
      chunk.release();
      if (last) {
        return;
      }
      if (bytes > WORTH_READING) {
        leg.abort(tooMuch());
        return;
      }
    }
  }

  private void beginToWait() {
    if (patience == null) {
      patience =
          scheduler.schedule(() -> leg.abort(tooMuch()), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private static IOException tooMuch() {
    return new IOException("what was refused is not read to its end");
  }

  @Override
  public void success() {
    // Whoever refuses by the head alone may never read the body, and the end is that of both.
    leg.abort(new IOException("refused before the body was sent to its end"));
  }

  @Override
  public void failure(Throwable failure) {}

  @Override
  public void complete(Result result) {
    Scheduler.Task over = patience;
    if (over != null) {
      over.cancel();
    }
    next.run();
  }
}

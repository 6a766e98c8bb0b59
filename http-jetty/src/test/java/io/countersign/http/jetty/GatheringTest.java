package io.countersign.http.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.AsyncContent;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

class GatheringTest {

  /** A server may send its answer byte by byte. */
  @Test
  void demand_ofEachOfManySmallChunks_needsNoDeepStack() {
    int chunks = 50_000;
    AsyncContent content = new AsyncContent();
    for (int i = 0; i < chunks; i++) {
      content.write(i == chunks - 1, ByteBuffer.wrap(new byte[1]), Callback.NOOP);
    }
    AtomicInteger read = new AtomicInteger();
    new Gathering(
            content,
            chunks,
            (whole, all) -> {
              assertThat(whole)
                  .hasValueSatisfying(body -> assertThat(body.remaining()).isEqualTo(chunks));
              one(all, read);
            })
        .begin();

    assertThat(read).hasValue(chunks);
  }

  private static void one(Content.Source source, AtomicInteger read) {
    Content.Chunk chunk = source.read();
    read.addAndGet(chunk.remaining());
    chunk.release();
    if (!chunk.isLast()) {
      source.demand(() -> one(source, read));
    }
  }
}

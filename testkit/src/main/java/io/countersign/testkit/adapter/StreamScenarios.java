package io.countersign.testkit.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.Credentials;
import io.countersign.spi.Done;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What flows, and what does not. */
abstract class StreamScenarios {
  private static final Credentials OLD = Credentials.header("X-Key", "old");
  private static final Credentials NEW = Credentials.header("X-Key", "new");
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  abstract Adapter adapter();

  private Adapter.Client renewing() throws Exception {
    return adapter().open(Steps.renewing(OLD, NEW), Adapter.Options.PLAIN);
  }

  private static Answer streamed(Adapter.Client client, RawServer server) throws Exception {
    return client.send(Ask.get(server.at("/"))).get(60, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource
  void send_gigabyteBehindARefusal_staysWithTheServer(Mode mode) throws Exception {
    AtomicLong written = new AtomicLong();
    try (RawServer server =
            new RawServer((head, out) -> {
              if (RawServer.has(head, "new")) {
                RawServer.write(out, OK);
                return;
              }
              RawServer.write(out, "HTTP/1.1 401 No\r\nContent-Length: 1073741824\r\n\r\n");
              byte[] part = new byte[64 << 10];
              for (int i = 0; i < 1 << 14; i++) {
                out.write(part);
                written.addAndGet(part.length);
              }
            });
        Adapter.Client client = renewing()) {
      assertThat(mode.send(client, Ask.get(server.at("/"))).text()).isEqualTo("ok");
      // What the sockets' own buffers take in is not ours.
      assertThat(written.get()).isLessThan(32L << 20);
    }
  }

  @ParameterizedTest
  @EnumSource
  void send_smallRefusal_isReadAwayAndTheConnectionUsedAgain(Mode mode) throws Exception {
    try (RawServer server =
            new RawServer((head, out) ->
                RawServer.write(
                    out,
                    RawServer.has(head, "new")
                        ? OK
                        : "HTTP/1.1 401 No\r\nContent-Length: 7\r\n\r\nrefused"));
        Adapter.Client client = renewing()) {
      assertThat(mode.send(client, Ask.get(server.at("/"))).text()).isEqualTo("ok");
      assertThat(server.connections()).isEqualTo(1);
      assertThat(server.heads).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void send_refusalWhoseBodyStalls_isGivenUpAndTheNextSent(Mode mode) throws Exception {
    try (RawServer server =
            new RawServer((head, out) ->
                RawServer.write(
                    out,
                    RawServer.has(head, "new")
                        ? OK
                        : "HTTP/1.1 401 No\r\nContent-Length: 7\r\n\r\nref"));
        Adapter.Client client = renewing()) {
      assertThat(mode.send(client, Ask.get(server.at("/"))).text()).isEqualTo("ok");
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void send_finalAfterAWait_streamsToTheCaller() throws Exception {
    CountDownLatch firstPartRead = new CountDownLatch(1);
    try (RawServer server =
            new RawServer((head, out) -> {
              RawServer.write(out, "HTTP/1.1 401 No\r\nContent-Length: 6\r\n\r\none");
              if (firstPartRead.await(20, TimeUnit.SECONDS)) {
                RawServer.write(out, "two");
              }
            });
        Adapter.Client client =
            adapter()
                .open(Steps.onRefusal(OLD, () -> Steps.later(Done.DONE)), Adapter.Options.PLAIN)) {
      try (InputStream body = streamed(client, server).body()) {
        for (char letter : "one".toCharArray()) {
          assertThat(body.read()).isEqualTo(letter);
        }
        firstPartRead.countDown();
        assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("two");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void send_refusalSeenInTheBody_isSentAgain(Mode mode) throws Exception {
    try (RawServer server =
            new RawServer((head, out) ->
                RawServer.write(
                    out,
                    RawServer.has(head, "new")
                        ? OK
                        : "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nrefused"));
        Adapter.Client client =
            adapter().open(Steps.readingBodies(OLD, NEW), Adapter.Options.PLAIN)) {
      assertThat(mode.send(client, Ask.get(server.at("/"))).text()).isEqualTo("ok");
    }
  }

  @Test
  void send_bodyLargerThanIsGathered_reachesTheCallerWholeAndInOrder() throws Exception {
    byte[] large = new byte[5 << 20];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 31 + (i >> 12));
    }
    CountDownLatch head = new CountDownLatch(1);
    try (RawServer server =
            new RawServer((lines, out) -> {
              RawServer.write(
                  out, "HTTP/1.1 200 OK\r\nContent-Length: " + large.length + "\r\n\r\n");
              out.write(large, 0, 3 << 20);
              out.flush();
              if (head.await(20, TimeUnit.SECONDS)) {
                out.write(large, 3 << 20, large.length - (3 << 20));
              }
            });
        Adapter.Client client =
            adapter().open(Steps.readingBodies(OLD, NEW), Adapter.Options.PLAIN)) {
      Answer answer = streamed(client, server);
      head.countDown();
      try (InputStream body = answer.body()) {
        assertThat(Arrays.equals(body.readAllBytes(), large)).isTrue();
      }
    }
  }
}

package io.countersign.http.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.Credentials;
import io.countersign.testkit.adapter.RawServer;
import io.countersign.testkit.adapter.Steps;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that refuses by the head alone, and reads nothing of a body that is still coming. */
@Timeout(60)
class EarlyRefusalTest {
  private static final Credentials OLD = Credentials.header("X-Key", "old");
  private static final Credentials NEW = Credentials.header("X-Key", "new");

  @Test
  void send_refusedWhileTheBodyIsStillSent_isSentAgainWithoutWaitingForIt() throws Exception {
    HttpClient client = new HttpClient();
    CountDownLatch over = new CountDownLatch(1);
    AtomicInteger count = new AtomicInteger();
    try (RawServer server =
        new RawServer((head, out) -> {
          if (count.getAndIncrement() == 0) {
            RawServer.write(out, "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n");
            over.await();
          } else {
            RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
          }
        })) {
      client.start();
      assertThat(
              AuthenticatingHttpClient.of(client, Steps.renewing(OLD, NEW))
                  .POST(server.at("/"))
                  .body(new BytesRequestContent(new byte[32 << 20]))
                  .timeout(15, TimeUnit.SECONDS)
                  .send()
                  .getStatus())
          .isEqualTo(200);
    } finally {
      over.countDown();
      LifeCycle.stop(client);
    }
  }

  @Test
  void of_sameClientManyTimes_listensToItOnce() throws Exception {
    HttpClient client = new HttpClient();
    AuthenticatingHttpClient.of(client, Steps.always(OLD));
    int once = client.getEventListeners().size();
    AuthenticatingHttpClient.of(client, Steps.always(NEW));
    assertThat(client.getEventListeners()).hasSize(once);
  }
}

package io.countersign.oauth2;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.HttpReply;
import io.countersign.spi.HttpTransport;
import io.countersign.testkit.FakeTime;
import io.countersign.testkit.MapSecrets;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.Rows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However many ask at once, the endpoint is asked once; for each grant, on the real executor. */
class ManyThreadsTest {
  private static final int THREADS = 64;

  private final AtomicInteger tokens = new AtomicInteger();
  private final FakeTime time = new FakeTime();
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private Countersign engine(String type) {
    HttpTransport endpoint =
        call ->
            CompletableFuture.supplyAsync(
                () -> {
                  int number = tokens.incrementAndGet();
                  return RecordingTransport.reply(
                      200,
                      "application/json",
                      "{\"access_token\":\"a"
                          + number
                          + "\",\"refresh_token\":\"r"
                          + number
                          + "\",\"expires_in\":60}");
                },
                CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
    return Countersign.builder()
        .transport(endpoint)
        .time(time, time)
        .resolver(new MapSecrets())
        .of(
            ConfigFactory.parseString(
                "countersign { secrets { priority = [map], literals = allow }, authenticators.row {"
                    + Bench.BLOCK
                    + "client-secret = s, "
                    + type
                    + "} }"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "type = oauth2-client-credentials",
        "type = oauth2-refresh-token, refresh-token = r",
        "type = oauth2-password, username = u, password = p",
        "type = oauth2, grant = g"
      })
  void authenticate_manyThreads_areOneTokenRequest(String type) throws Exception {
    try (Countersign engine = engine(type)) {
      Authenticator authenticator = engine.authenticator("row");
      assertThat(together(authenticator, false)).containsOnly("Bearer a1");
      assertThat(together(authenticator, true)).containsOnly("Bearer a2");
      time.advance(Duration.ofSeconds(61));
      assertThat(together(authenticator, false)).containsOnly("Bearer a3");
      assertThat(tokens).hasValue(3);
    }
  }

  /** Sends a request on each thread; those that are refused are so when all have been sent. */
  private List<String> together(Authenticator authenticator, boolean refused) throws Exception {
    CyclicBarrier all = new CyclicBarrier(THREADS);
    List<CompletableFuture<String>> sent = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      sent.add(CompletableFuture.supplyAsync(() -> one(authenticator, refused, all), threads));
    }
    List<String> carried = new ArrayList<>();
    for (CompletableFuture<String> request : sent) {
      carried.add(request.get(30, TimeUnit.SECONDS));
    }
    return carried;
  }

  private static String one(Authenticator authenticator, boolean refused, CyclicBarrier all) {
    RecordingTransport api = new RecordingTransport();
    try {
      if (refused) {
        api.then(call -> {
          await(all);
          return CompletableFuture.completedFuture(RecordingTransport.reply(401, "text/plain", ""));
        });
      } else {
        await(all);
      }
      api.json(200, "");
      HttpReply unused =
          Rows.send(
              api,
              authenticator,
              Rows.call(
                  ConfigFactory.parseString("method = GET, uri = \"https://api.example/v1\"")));
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
    return api.calls().get(api.calls().size() - 1).headers().get("Authorization").get(0);
  }

  private static void await(CyclicBarrier all) {
    try {
      all.await(20, TimeUnit.SECONDS);
    } catch (Exception broken) {
      throw new AssertionError(broken);
    }
  }
}

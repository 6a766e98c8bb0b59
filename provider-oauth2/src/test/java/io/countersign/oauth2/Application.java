package io.countersign.oauth2;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import io.countersign.AuthEvents;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Body;
import io.countersign.spi.Send;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** An application with one API, configured by a text and sending in one of the ways. */
final class Application implements AutoCloseable {
  private final List<AuthEvents.Kind> events = new CopyOnWriteArrayList<>();
  private final Way way;
  private final URI api;
  private final Countersign countersign;
  private final Authenticator authenticator;
  private final Way.Sender sender;

  /**
   * Starts it.
   *
   * @param block what {@code countersign.authenticators.crm} says, {@code origins} aside
   * @param rooms what {@code countersign} says beside
   */
  Application(Way way, URI api, String block, String... rooms) {
    this.way = way;
    this.api = api;
    this.countersign =
        Countersign.builder()
            .environment(Map.of())
            .events(event -> events.add(event.kind()))
            .of(ConfigFactory.parseString(configuration(way, api, block, rooms)));
    this.authenticator = countersign.authenticator("crm");
    this.sender = way.open(authenticator);
  }

  /** Returns the text of its {@code application.conf}. */
  static String configuration(Way way, URI api, String block, String... rooms) {
    return """
    countersign {
      http.transport = %s
      secrets.literals = allow
      %s
      authenticators.crm {
        origins = [%s]
        %s
      }
    }
    """
        .formatted(
            way.transport, String.join("\n", rooms), quoted(api.resolve("/").toString()), block);
  }

  /** Returns a text as HOCON has it. */
  static String quoted(Object text) {
    return ConfigUtil.quoteString(text.toString());
  }

  /** Sends a request and returns the status of the answer. */
  int get() throws Exception {
    return sender.get(api);
  }

  /** Sends a request by a client that has no connections yet. */
  int getAnew() throws Exception {
    try (Way.Sender another = way.open(authenticator)) {
      return another.get(api);
    }
  }

  /** Sends so many at once, each from its own thread, and returns the statuses of the answers. */
  List<Integer> getAtOnce(int threads) throws Exception {
    CountDownLatch ready = new CountDownLatch(threads);
    return inParallel(
        threads,
        () -> {
          ready.countDown();
          ready.await();
          return get();
        });
  }

  /** Does this in so many threads, and returns what they gave. */
  static <T> List<T> inParallel(int threads, Callable<T> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> one : pool.invokeAll(Collections.nCopies(threads, work))) {
        results.add(one.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  /** Returns the token that it carries now. */
  String token() throws Exception {
    AuthStep step = authenticator.authenticate(AuthRequest.of("GET", api, Map.of(), Body.none()));
    if (step instanceof Await await) {
      step = await.step().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
    return ((Send) step).credentials().placements().get(0).value().replaceFirst("^\\w+ ", "");
  }

  /** Returns how often this has happened. */
  long count(AuthEvents.Kind kind) {
    return events.stream().filter(kind::equals).count();
  }

  @Override
  public void close() {
    sender.close();
    countersign.close();
  }
}

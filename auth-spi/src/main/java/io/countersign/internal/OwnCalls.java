package io.countersign.internal;

import com.typesafe.config.ConfigObject;
import io.countersign.AuthConfigException;
import io.countersign.AuthConfigException.Problem;
import io.countersign.AuthException;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.HttpTransportProvider;
import io.countersign.spi.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The token, login and secret-source calls of one engine: over the transport that the configuration
 * names, made when the first call needs it; https only, loopback aside.
 */
final class OwnCalls implements HttpTransport {
  private static final Setting<Optional<String>> TRANSPORT =
      Setting.plain("transport")
          .optional()
          .describedAs("Which HTTP client makes token and login calls, where several are there");

  static final Setting<Duration> CALL_TIMEOUT =
      Setting.duration("call-timeout")
          .orElse("10 s")
          .describedAs("How long one token or login call may take");

  private final Catalog catalog;
  private final ContextMaker contexts;
  private final Reading reading;
  private final ConfigObject config;
  private final @Nullable HttpTransport given;
  private final BlockReader reader;
  private @Nullable HttpTransport made;
  private Duration callTimeout = Duration.ofSeconds(10);

  OwnCalls(
      ConfigObject config,
      String where,
      Catalog catalog,
      ContextMaker contexts,
      BlockReader reader,
      @Nullable HttpTransport given) {
    this.catalog = catalog;
    this.contexts = contexts;
    this.config = config;
    this.reader = reader;
    this.given = given;
    this.reading = new Reading("http", "countersign.http", where);
  }

  /** Returns what is wrong with {@code countersign.http}; looks only if it says something. */
  List<Problem> faults() {
    if (!config.isEmpty() && given == null && made == null) {
      reading.faults().clear();
      provider();
    }
    return reading.faults();
  }

  @Override
  public CompletionStage<HttpReply> send(HttpCall call) {
    if (!OriginRules.any().covers(call.uri())) {
      return CompletableFuture.failedFuture(
          new AuthException(
              AuthException.Category.REQUEST,
              "a call to "
                  + call.uri().getScheme()
                  + "://"
                  + call.uri().getHost()
                  + " would not be protected: use https; nothing was sent"));
    }
    HttpTransport transport;
    try {
      transport = transport();
    } catch (AuthConfigException missing) {
      return CompletableFuture.failedFuture(missing);
    }
    Duration timeout = call.timeout().compareTo(callTimeout) < 0 ? call.timeout() : callTimeout;
    return transport.send(
        new HttpCall(call.method(), call.uri(), call.headers(), call.body(), timeout));
  }

  private synchronized HttpTransport transport() {
    if (given != null) {
      return given;
    }
    if (made == null) {
      reading.faults().clear();
      Made ready = provider();
      if (ready == null) {
        throw new AuthConfigException(reading.faults());
      }
      callTimeout = ready.settings.get(CALL_TIMEOUT);
      made = ready.provider.create(ready.settings, contexts.of("http", config.origin()));
    }
    return made;
  }

  private record Made(HttpTransportProvider provider, Block settings) {}

  private @Nullable Made provider() {
    Discovery<HttpTransportProvider> transports = catalog.transports();
    Object said = config.containsKey("transport") ? config.get("transport").unwrapped() : null;
    List<String> types = transports.types();
    String type = said != null ? said.toString() : types.size() == 1 ? types.get(0) : "";
    List<Discovery.Candidate<HttpTransportProvider>> found = transports.ofType(type);
    if (found.size() != 1) {
      reading.fault(Where.of(config), "transport", unclear(type, types, transports, found));
      return null;
    }
    List<Setting<?>> settings = new ArrayList<>(List.of(TRANSPORT, CALL_TIMEOUT));
    settings.addAll(found.get(0).provider().settings());
    Block block = reader.read(reading, "", "http", config, settings, List.of());
    return reading.faults().isEmpty() ? new Made(found.get(0).provider(), block) : null;
  }

  private static String unclear(
      String type,
      List<String> types,
      Discovery<HttpTransportProvider> transports,
      List<Discovery.Candidate<HttpTransportProvider>> found) {
    if (found.size() > 1) {
      return Discovery.clash(type, found);
    }
    if (!type.isEmpty()) {
      return Catalog.unknown("transport", type, transports);
    }
    return types.isEmpty()
        ? "there is no HTTP transport for token and login calls; add io.countersign:http-jdk"
        : "must say one of " + String.join(", ", types) + ": all of them are there";
  }

  @Override
  public synchronized void close() {
    if (made != null) {
      made.close();
      made = null;
    }
  }

  @Override
  public String toString() {
    return "HttpTransport[own calls]";
  }
}

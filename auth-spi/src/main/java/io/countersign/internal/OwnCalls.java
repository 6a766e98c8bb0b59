package io.countersign.internal;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.countersign.AuthConfigException;
import io.countersign.AuthConfigException.Problem;
import io.countersign.AuthException;
import io.countersign.spi.CallFailure;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.HttpTransportProvider;
import io.countersign.spi.Setting;
import io.countersign.spi.TlsIdentity;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The token, login and secret-source calls of one engine: over the transport that the configuration
 * names, made when the first call needs it; https only, loopback aside.
 */
final class OwnCalls implements HttpTransport {
  private static final String PATH = "countersign.http";

  private static final Setting<Optional<String>> TRANSPORT =
      Setting.plain("transport")
          .optional()
          .describedAs("Which HTTP client makes token and login calls, where several are there");

  static final Setting<Duration> CALL_TIMEOUT =
      Setting.duration("call-timeout")
          .orElse("10 s")
          .describedAs("How long one token or login call may take");

  static final List<Setting<?>> COMMON = List.of(TRANSPORT, CALL_TIMEOUT);

  private final Catalog catalog;
  private final ContextMaker contexts;
  private final ConfigObject config;
  private final @Nullable HttpTransport given;
  private final BlockReader reader;
  private final Set<HttpTransport> showing = ConcurrentHashMap.newKeySet();
  private @Nullable Ready ready;
  private boolean closed;

  /** What makes the calls, and how long one may take. */
  private record Ready(HttpTransport transport, Duration callTimeout) {}

  /** What the configuration says: how to make the transport; null where it is given. */
  private record Said(@Nullable HttpTransportProvider provider, Block settings) {}

  OwnCalls(
      ConfigObject config,
      Catalog catalog,
      ContextMaker contexts,
      BlockReader reader,
      @Nullable HttpTransport given) {
    this.catalog = catalog;
    this.contexts = contexts;
    this.config = config;
    this.reader = reader;
    this.given = given;
  }

  /** Returns what is wrong with {@code countersign.http}; looks only if it says something. */
  List<Problem> faults() {
    Reading reading = reading();
    if (!config.isEmpty()) {
      read(reading);
    }
    return reading.faults();
  }

  /**
   * Returns these calls for whoever is going to make some.
   *
   * @throws AuthConfigException if there is nothing to make them with
   */
  HttpTransport wanted() {
    Reading reading = reading();
    if (read(reading) == null) {
      throw new AuthConfigException(reading.faults());
    }
    return this;
  }

  @Override
  public CompletionStage<HttpReply> send(HttpCall call) {
    return send(call, ready -> ready.transport);
  }

  private CompletionStage<HttpReply> send(HttpCall call, Function<Ready, HttpTransport> over) {
    if (!OriginRules.any().covers(call.uri())) {
      return CompletableFuture.failedFuture(
          new AuthException(
              AuthException.Category.REQUEST,
              "a call to "
                  + Origin.of(call.uri())
                  + " would not be protected: use https; nothing was sent"));
    }
    Ready now;
    try {
      now = ready();
    } catch (AuthConfigException | AuthException unfit) {
      return CompletableFuture.failedFuture(unfit);
    }
    Duration longest = now.callTimeout;
    Duration timeout = call.timeout().compareTo(longest) < 0 ? call.timeout() : longest;
    HttpCall limited =
        new HttpCall(call.method(), call.uri(), call.headers(), call.body(), timeout);
    return over.apply(now)
        .send(limited)
        .exceptionally(failure -> {
          throw new CompletionException(said(Failures.unwrapped(failure)));
        });
  }

  private static Throwable said(Throwable failure) {
    if (!(failure instanceof IOException)) {
      return failure;
    }
    String message = failure.getMessage();
    return new CallFailure(
        message == null ? "the call failed with " + failure.getClass().getName() : message,
        !(failure instanceof ConnectException));
  }

  /** Lives until it is closed, and no longer than these calls. */
  @Override
  public HttpTransport showing(TlsIdentity identity) {
    HttpTransport over;
    try {
      over = ready().transport.showing(identity);
    } catch (UnsupportedOperationException cannot) {
      throw new AuthException(
          AuthException.Category.REQUEST,
          "the HTTP transport of its token calls cannot show a client certificate; http-jdk and"
              + " http-jetty can; nothing was sent");
    }
    HttpTransport shown =
        new HttpTransport() {
          @Override
          public CompletionStage<HttpReply> send(HttpCall call) {
            return OwnCalls.this.send(call, ready -> over);
          }

          @Override
          public void close() {
            if (showing.remove(this)) {
              Closing.quietly(over);
            }
          }
        };
    showing.add(shown);
    return shown;
  }

  private synchronized Ready ready() {
    if (closed) {
      throw new AuthException(
          AuthException.Category.REQUEST, "its Countersign is closed; nothing was sent");
    }
    if (ready == null) {
      Reading reading = reading();
      Said said = read(reading);
      if (said == null) {
        throw new AuthConfigException(reading.faults());
      }
      ready = new Ready(make(reading, said), said.settings.get(CALL_TIMEOUT));
    }
    return ready;
  }

  private HttpTransport make(Reading reading, Said said) {
    if (given != null || said.provider == null) {
      return Objects.requireNonNull(given);
    }
    try {
      return said.provider.create(said.settings, contexts.of("http", config.origin()));
    } catch (IllegalArgumentException unfit) {
      reading.fault(config, "", String.valueOf(unfit.getMessage()));
    } catch (RuntimeException | LinkageError failed) {
      reading.fault(
          config, "", Declaration.mistakeOf(said.provider, "threw " + failed.getClass().getName()));
    }
    throw new AuthConfigException(reading.faults());
  }

  private Reading reading() {
    return new Reading("http", PATH, Where.of(config));
  }

  /** Returns what the configuration says, or null after a fault. */
  private @Nullable Said read(Reading reading) {
    HttpTransportProvider provider = given == null ? provider(reading) : null;
    if (given == null && provider == null) {
      return null;
    }
    Declaration declared =
        provider == null
            ? new Declaration(COMMON, List.of())
            : Declaration.of(reading, config, "", provider, COMMON, provider::settings, List::of);
    if (declared == null) {
      return null;
    }
    Block block =
        reader.read(
            reading,
            "",
            "http",
            given == null ? config : own(),
            declared.settings(),
            declared.rules());
    refuseLookUps(reading);
    return reading.faults().isEmpty() ? new Said(provider, block) : null;
  }

  /** What a transport of the configuration would read says nothing to the one that is given. */
  private ConfigObject own() {
    ConfigObject own = config;
    for (String name : config.keySet()) {
      boolean ours = name.equals(TRANSPORT.name()) || name.equals(CALL_TIMEOUT.name());
      own = ours ? own : own.withoutKey(name);
    }
    return own;
  }

  /** Sources need these calls, so nothing of these calls can need a source. */
  private static void refuseLookUps(Reading reading) {
    for (Reading.NamedText text : reading.texts()) {
      if (!text.text().cells().isEmpty()) {
        reading.fault(
            text.where().isEmpty() ? reading.where() : text.where(),
            text.path(),
            "is not looked up in the sources of secrets, which may need these calls themselves;"
                + " write it as ${NAME} from the environment");
      }
    }
  }

  private @Nullable HttpTransportProvider provider(Reading reading) {
    Discovery<HttpTransportProvider> transports = catalog.transports();
    ConfigValue said = config.get(TRANSPORT.name());
    List<String> types = transports.types();
    String type =
        said != null ? String.valueOf(said.unwrapped()) : types.size() == 1 ? types.get(0) : "";
    List<Discovery.Candidate<HttpTransportProvider>> found = transports.ofType(type);
    if (found.size() == 1) {
      return found.get(0).provider();
    }
    reading.fault(
        said == null ? config : said, "transport", unclear(type, types, transports, found));
    return null;
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
            + " or io.countersign:http-jetty"
        : "must say one of " + String.join(", ", types) + ": all of them are there";
  }

  @Override
  public synchronized void close() {
    showing.forEach(Closing::quietly);
    if (ready != null && given == null) {
      Closing.quietly(ready.transport);
    }
    ready = null;
    closed = true;
  }

  @Override
  public String toString() {
    return "HttpTransport[own calls]";
  }
}

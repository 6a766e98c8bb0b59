package io.countersign.http.jdk;

import io.countersign.spi.Body;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.TlsIdentity;
import io.countersign.spi.TransportSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Token and login calls over the JDK's client. */
final class JdkTransport implements HttpTransport {
  private static final int REPLY = 1 << 20;

  private final HttpClient client;
  private final Executor executor;
  private final Function<TlsIdentity, HttpClient> showing;

  /**
   * Sends by this client.
   *
   * @param showing makes a client that shows an identity, and is else the same
   */
  JdkTransport(HttpClient client, Executor executor, Function<TlsIdentity, HttpClient> showing) {
    this.client = client;
    this.executor = executor;
    this.showing = showing;
  }

  @Override
  public HttpTransport showing(TlsIdentity identity) {
    return new JdkTransport(showing.apply(identity), executor, showing);
  }

  @Override
  public CompletionStage<HttpReply> send(HttpCall call) {
    CompletableFuture<HttpReply> result = new CompletableFuture<>();
    CompletableFuture<HttpResponse<byte[]>> exchange;
    try {
      exchange = client.sendAsync(request(call), head -> new Capped(REPLY));
    } catch (IllegalArgumentException refused) {
      return CompletableFuture.failedFuture(
          new IOException(call + ": the JDK's client does not send such a request"));
    }
    // The JDK's own timeout ends with the head of the reply; this one holds for all of it.
    exchange
        .copy()
        .orTimeout(call.timeout().toNanos(), TimeUnit.NANOSECONDS)
        .whenCompleteAsync(
            (response, failure) -> {
              if (failure == null) {
                result.complete(reply(response));
              } else {
                exchange.cancel(true);
                result.completeExceptionally(said(call, failure));
              }
            },
            executor);
    return result;
  }

  private static HttpRequest request(HttpCall call) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(call.uri()).method(call.method(), publisher(call.body()));
    call.headers()
        .forEach((name, values) -> {
          if (!name.equalsIgnoreCase("Content-Length")) {
            values.forEach(value -> builder.header(name, value));
          }
        });
    if ("http".equalsIgnoreCase(call.uri().getScheme())) {
      // Without TLS the JDK would ask to upgrade, which some servers answer with an error.
      builder.version(HttpClient.Version.HTTP_1_1);
    }
    return builder.build();
  }

  private static BodyPublisher publisher(Body body) {
    if (!(body instanceof Body.Bytes bytes)) {
      return BodyPublishers.noBody();
    }
    ByteBuffer content = bytes.content();
    byte[] copy = new byte[content.remaining()];
    content.get(copy);
    return BodyPublishers.ofByteArray(copy);
  }

  private static HttpReply reply(HttpResponse<byte[]> response) {
    return new HttpReply(
        response.statusCode(),
        response.headers().map(),
        new Body.Bytes(ByteBuffer.wrap(response.body())));
  }

  /** Says it in words of ours: the JDK's may hold what the other side sent. */
  private static IOException said(HttpCall call, Throwable failure) {
    Throwable cause = failure;
    while (!(cause instanceof IOException) && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = call + ": " + reason(cause, call);
    boolean unsent =
        cause instanceof ConnectException
            || cause instanceof HttpConnectTimeoutException
            || cause instanceof SSLHandshakeException;
    return unsent ? new ConnectException(message) : new IOException(message);
  }

  private static String reason(@Nullable Throwable failure, HttpCall call) {
    if (failure instanceof TimeoutException || failure instanceof HttpTimeoutException) {
      return "no reply within " + call.timeout().toMillis() + " ms, or no connection in time";
    }
    if (failure instanceof ConnectException) {
      return "not reached; the host is unknown, or nothing listens there";
    }
    if (failure instanceof Capped.TooLarge) {
      return "the reply is larger than " + (REPLY >> 20) + " MiB";
    }
    if (failure instanceof SSLException) {
      return TransportSettings.tlsFailure(failure);
    }
    return "the connection broke, or the reply is no HTTP";
  }

  @Override
  public void close() {
    Lifecycle.shutdownNow(client);
  }

  @Override
  public String toString() {
    return "JdkTransport";
  }
}

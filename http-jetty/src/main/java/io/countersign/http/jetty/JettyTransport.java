package io.countersign.http.jetty;

import io.countersign.spi.Body;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.TlsIdentity;
import io.countersign.spi.TransportSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.ByteBufferRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.util.component.LifeCycle;

/** Token and login calls over Jetty's client, which is started by the first of them. */
final class JettyTransport implements HttpTransport {
  private static final int REPLY = 1 << 20;

  private final HttpClient client;
  private final Executor executor;
  private final Function<TlsIdentity, HttpClient> showing;
  private boolean started;
  private boolean closed;

  /**
   * Sends by this client.
   *
   * @param showing makes a client that shows an identity, and is else the same
   */
  JettyTransport(HttpClient client, Executor executor, Function<TlsIdentity, HttpClient> showing) {
    this.client = client;
    this.executor = executor;
    this.showing = showing;
  }

  @Override
  public HttpTransport showing(TlsIdentity identity) {
    return new JettyTransport(showing.apply(identity), executor, showing);
  }

  private synchronized void start() throws IOException {
    if (closed) {
      throw new IOException("this transport is closed");
    }
    if (started) {
      return;
    }
    try {
      client.start();
      // Challenges are the caller's to answer, and redirects nobody's.
      client.getProtocolHandlers().clear();
      started = true;
    } catch (Exception failed) {
      throw new IOException("Jetty's client does not start: " + failed.getClass().getName());
    }
  }

  @Override
  public CompletionStage<HttpReply> send(HttpCall call) {
    CompletableFuture<HttpReply> result = new CompletableFuture<>();
    // The first call starts threads and waits for them: not on the thread of whoever asks.
    executor.execute(() -> send(call, result));
    return result;
  }

  private void send(HttpCall call, CompletableFuture<HttpReply> result) {
    try {
      start();
      request(call)
          .send(
              new BufferingResponseListener(REPLY) {
                @Override
                public void onComplete(Result of) {
                  byte[] content = getContent();
                  executor.execute(() -> end(result, call, of, content));
                }
              });
    } catch (IOException failed) {
      result.completeExceptionally(failed);
    } catch (RuntimeException refused) {
      result.completeExceptionally(
          new IOException(call + ": Jetty's client does not send such a request"));
    }
  }

  private Request request(HttpCall call) {
    Request request =
        client
            .newRequest(call.uri())
            .method(call.method())
            .timeout(Math.max(1, call.timeout().toMillis()), TimeUnit.MILLISECONDS);
    request.headers(fields -> {
      fields.clear();
      call.headers()
          .forEach((name, values) -> {
            if (!name.equalsIgnoreCase("Content-Length")) {
              values.forEach(value -> fields.add(name, value));
            }
          });
    });
    return call.body() instanceof Body.Bytes bytes
        ? request.body(new ByteBufferRequestContent(bytes.content()))
        : request;
  }

  private static void end(
      CompletableFuture<HttpReply> result, HttpCall call, Result of, byte[] content) {
    // A server may answer, and break off what it was still being sent.
    Throwable failure = of.getResponseFailure();
    if (failure != null) {
      String message = call + ": " + reason(of, failure, call);
      result.completeExceptionally(
          unsent(failure) ? new ConnectException(message) : new IOException(message));
      return;
    }
    Response response = of.getResponse();
    byte[] bytes = content == null ? new byte[0] : content;
    result.complete(
        new HttpReply(
            response.getStatus(), headers(response), new Body.Bytes(ByteBuffer.wrap(bytes))));
  }

  private static boolean unsent(Throwable failure) {
    return failure instanceof ConnectException
        || failure instanceof SocketTimeoutException // of a connection that was not made in time
        || failure instanceof UnknownHostException
        || failure instanceof java.nio.channels.UnresolvedAddressException
        || failure instanceof SSLHandshakeException
        || failure.getCause() instanceof SSLHandshakeException;
  }

  private static Map<String, List<String>> headers(Response response) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (HttpField field : response.getHeaders()) {
      headers
          .computeIfAbsent(field.getName(), none -> new ArrayList<>())
          .add(String.valueOf(field.getValue()));
    }
    return headers;
  }

  /** Says it in words of ours: Jetty's may hold what the other side sent. */
  private static String reason(Result of, Throwable failure, HttpCall call) {
    if (failure instanceof TimeoutException || failure instanceof SocketTimeoutException) {
      return "no reply within " + call.timeout().toMillis() + " ms, or no connection in time";
    }
    if (failure instanceof SSLException || failure.getCause() instanceof SSLException) {
      return TransportSettings.tlsFailure(failure);
    }
    boolean answered = of.getResponse() != null && of.getResponse().getStatus() > 0;
    if (!answered
        && (failure instanceof SocketException
            || failure instanceof UnknownHostException
            || failure instanceof java.nio.channels.UnresolvedAddressException)) {
      return "not reached; the host is unknown, or nothing listens there";
    }
    if (failure instanceof IllegalArgumentException) {
      return "the reply is larger than " + (REPLY >> 20) + " MiB";
    }
    return "the connection broke, or the reply is no HTTP";
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    LifeCycle.stop(client);
  }

  @Override
  public String toString() {
    return "JettyTransport";
  }
}

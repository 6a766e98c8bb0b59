package io.countersign.secrets.vault;

import io.countersign.spi.Body;
import io.countersign.spi.HttpReply;
import io.countersign.spi.TransportSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends one request and reads its reply whole, in a time and up to a size. For one thread. */
final class Exchange {
  /** The bytes beyond which a reply is not read. */
  static final int LIMIT = 1 << 20;

  private final CompletableFuture<HttpReply> reply = new CompletableFuture<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** The reply is larger than allowed. */
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private Exchange() {}

  /**
   * Returns the reply; of a standby, that of the active server which it names.
   *
   * @param target where it goes, whatever address the request has
   */
  static HttpReply of(HttpClient client, HttpRequest request, URI target, Deadline deadline)
      throws IOException {
    HttpReply first = new Exchange().send(client, request, target, deadline);
    URI active = active(target, first);
    return active == null ? first : new Exchange().send(client, request, active, deadline);
  }

  /** A standby names the active server at the same path; a page to log in at is elsewhere. */
  private static @Nullable URI active(URI asked, HttpReply standby) {
    boolean redirects =
        switch (standby.status()) {
          case 301, 302, 307, 308 -> true;
          default -> false;
        };
    List<String> locations = standby.headers().getOrDefault("Location", List.of());
    if (!redirects || locations.isEmpty()) {
      return null;
    }
    try {
      URI to = asked.resolve(locations.get(0).strip());
      boolean same =
          asked.getRawPath().equals(to.getRawPath())
              && String.valueOf(asked.getRawQuery()).equals(String.valueOf(to.getRawQuery()));
      boolean downgrade =
          asked.getScheme().equalsIgnoreCase("https") && !"https".equalsIgnoreCase(to.getScheme());
      return same && !downgrade && TransportSettings.isProtected(to) ? to : null;
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  private HttpReply send(HttpClient client, HttpRequest request, URI to, Deadline deadline)
      throws IOException {
    HttpRequest.Builder builder = HttpRequest.newBuilder(request, (name, value) -> true).uri(to);
    if (to.getScheme().equalsIgnoreCase("http")) {
      // Without TLS the JDK would ask to upgrade.
      builder.version(HttpClient.Version.HTTP_1_1);
    }
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(
            builder.build(),
            head ->
                BodySubscribers.mapping(
                    BodySubscribers.ofByteArrayConsumer(part -> part.ifPresent(this::add)),
                    end -> bytes.toByteArray()));
    exchange.whenComplete(this::end);
    try {
      return reply.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException known ? known : new IOException();
    } catch (TimeoutException late) {
      throw new HttpTimeoutException("");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    } finally {
      exchange.cancel(true);
    }
  }

  private void add(byte[] part) {
    if (bytes.size() + (long) part.length > LIMIT) {
      reply.completeExceptionally(new TooLarge());
    } else {
      bytes.writeBytes(part);
    }
  }

  private void end(@Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
    if (response == null) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      reply.completeExceptionally(cause == null ? new IOException() : cause);
    } else {
      reply.complete(
          new HttpReply(
              response.statusCode(),
              response.headers().map(),
              new Body.Bytes(ByteBuffer.wrap(response.body()))));
    }
  }
}

package io.countersign.secrets.vault;

import io.countersign.spi.Body;
import io.countersign.spi.HttpReply;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends a request and reads its reply whole, on the thread that asks. */
final class Exchange {
  private Exchange() {}

  /**
   * Returns the reply; of a standby, that of the active server which it names.
   *
   * @param target where it goes, whatever address the request has
   */
  static HttpReply of(HttpClient client, HttpRequest request, URI target, Deadline deadline)
      throws IOException {
    HttpReply first = send(client, request, target, deadline);
    URI active = active(target, first);
    return active == null ? first : send(client, request, active, deadline);
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
      return same && !downgrade && to.getHost() != null && Server.isProtected(to) ? to : null;
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  /** Blocks, since the JDK ends what is asynchronous in the common pool, which may be full. */
  private static HttpReply send(HttpClient client, HttpRequest request, URI to, Deadline deadline)
      throws IOException {
    Duration left = deadline.left();
    if (left.isZero()) {
      throw new HttpTimeoutException("");
    }
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(request, (name, value) -> true).uri(to).timeout(left);
    if (to.getScheme().equalsIgnoreCase("http")) {
      // Without TLS the JDK would ask to upgrade.
      builder.version(HttpClient.Version.HTTP_1_1);
    }
    try {
      HttpResponse<byte[]> response = client.send(builder.build(), head -> new WholeBody(deadline));
      return new HttpReply(
          response.statusCode(),
          response.headers().map(),
          new Body.Bytes(ByteBuffer.wrap(response.body())));
    } catch (IOException failed) {
      throw failed.getCause() instanceof WholeBody.TooLarge large ? large : failed;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}

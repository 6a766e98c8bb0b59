package io.countersign.http.jdk;

import io.countersign.spi.AuthRequest;
import io.countersign.spi.Body;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Flow.Subscriber;

/** Makes the JDK's requests, for what goes out and for what the caller is shown. */
record Legs(HttpRequest own) {

  /** Returns the caller's request as the driver sees it. */
  AuthRequest asAuthRequest() {
    boolean empty = own.bodyPublisher().map(body -> body.contentLength() == 0).orElse(true);
    return AuthRequest.of(
        own.method(), own.uri(), own.headers().map(), empty ? Body.none() : new Body.Unread());
  }

  /** Returns the request of these parts; in all else, it is as the caller's. */
  HttpRequest of(AuthRequest parts, Optional<Duration> timeout) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(parts.uri());
    boolean othersLength = !(parts.body() instanceof Body.Unread);
    parts
        .headers()
        .forEach((name, values) -> {
          if (!(othersLength && name.equalsIgnoreCase("Content-Length"))) {
            values.forEach(value -> builder.header(name, value));
          }
        });
    own.version().ifPresent(builder::version);
    timeout.ifPresent(builder::timeout);
    Optional<BodyPublisher> body = body(parts);
    builder.expectContinue(own.expectContinue() && body.isPresent());
    if (body.isEmpty() && parts.method().equals("GET")) {
      return builder.GET().build();
    }
    return builder.method(parts.method(), body.orElseGet(BodyPublishers::noBody)).build();
  }

  private Optional<BodyPublisher> body(AuthRequest parts) {
    if (parts.body() instanceof Body.Bytes bytes) {
      return Optional.of(new InHand(bytes));
    }
    // A POST without content is still the caller's POST; the GET that a redirect made of it is not.
    return parts.body() instanceof Body.Unread || parts.method().equals(own.method())
        ? own.bodyPublisher()
        : Optional.empty();
  }

  /** Publishes what is in memory already, from its start each time. */
  private record InHand(Body.Bytes bytes) implements BodyPublisher {
    @Override
    public long contentLength() {
      return bytes.content().remaining();
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
      ByteBuffer content = bytes.content();
      byte[] copy = new byte[content.remaining()];
      content.get(copy);
      BodyPublishers.ofByteArray(copy).subscribe(subscriber);
    }
  }
}

package io.countersign.secrets.vault;

import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Flow.Subscription;
import javax.net.ssl.SSLSession;

/** What the driver gets to see of every reply: 200, and an object of JSON without members. */
record Shown<T>(HttpRequest request, T body) implements HttpResponse<T> {
  private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.US_ASCII);
  private static final HttpHeaders JSON =
      HttpHeaders.of(Map.of("Content-Type", List.of("application/json")), (name, value) -> true);

  private record Head() implements HttpResponse.ResponseInfo {
    @Override
    public int statusCode() {
      return 200;
    }

    @Override
    public HttpHeaders headers() {
      return JSON;
    }

    @Override
    public Version version() {
      return Version.HTTP_1_1;
    }
  }

  private record Whole() implements Subscription {
    @Override
    public void request(long count) {}

    @Override
    public void cancel() {}
  }

  static <T> Shown<T> to(HttpRequest request, BodyHandler<T> handler) {
    BodySubscriber<T> body = handler.apply(new Head());
    body.onSubscribe(new Whole());
    body.onNext(List.of(ByteBuffer.wrap(NOTHING)));
    body.onComplete();
    return new Shown<>(request, body.getBody().toCompletableFuture().join());
  }

  @Override
  public int statusCode() {
    return 200;
  }

  @Override
  public HttpHeaders headers() {
    return JSON;
  }

  @Override
  public Optional<HttpResponse<T>> previousResponse() {
    return Optional.empty();
  }

  @Override
  public Optional<SSLSession> sslSession() {
    return Optional.empty();
  }

  @Override
  public URI uri() {
    return request.uri();
  }

  @Override
  public Version version() {
    return Version.HTTP_1_1;
  }

  @Override
  public String toString() {
    return "Shown";
  }
}

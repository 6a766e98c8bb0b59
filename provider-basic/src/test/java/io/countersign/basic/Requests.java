package io.countersign.basic;

import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.Authenticator;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.Await;
import io.countersign.spi.Body;
import java.net.URI;
import java.util.Map;

/** What a request gets that cannot be sent. */
final class Requests {
  private Requests() {}

  static Throwable failure(Authenticator authenticator, String address) {
    Await await =
        (Await)
            authenticator.authenticate(
                AuthRequest.of("GET", URI.create(address), Map.of(), Body.none()));
    return catchThrowable(() -> await.step().toCompletableFuture().join()).getCause();
  }
}

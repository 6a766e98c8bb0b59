package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Body;
import io.countersign.spi.Credentials;
import io.countersign.spi.Send;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundAuthenticatorTest {
  private static final Send SEND = () -> Credentials.none();

  private static AuthStep ask(Authenticator delegate, String uri) {
    return new BoundAuthenticator(
            "crm", delegate, OriginRules.parse(List.of("https://api.acme.com/v1")), false)
        .authenticate(AuthRequest.of("GET", URI.create(uri), Map.of(), Body.none()));
  }

  private static Throwable failure(AuthStep step) {
    assertThat(step).isInstanceOf(Await.class);
    return Failures.unwrapped(
        ((Await) step).step().handle((next, failure) -> failure).toCompletableFuture().join());
  }

  @Test
  void authenticate_listedOrigin_givesTheVeryStepOfTheDelegate() {
    assertThat(ask(request -> SEND, "https://api.acme.com/v1/a")).isSameAs(SEND);
  }

  @ParameterizedTest
  @CsvSource({
    "https://evil.example:8443/p?q=s3cret, https://evil.example:8443, https://api.acme.com/v1",
    "https://api.acme.com/v2?q=s3cret, https://api.acme.com, https://api.acme.com/v1",
    "http://api.acme.com/v1?q=s3cret, http://api.acme.com, https",
    "https://u:s3cret@api.acme.com/v1, https://api.acme.com, before the @"
  })
  void authenticate_otherOrigin_failsNamingBothAndNoQuery(
      String uri, String asked, String expected) {
    Throwable failure = failure(ask(request -> SEND, uri));
    assertThat(failure)
        .isInstanceOf(AuthException.class)
        .hasMessageStartingWith("crm: ")
        .hasMessageContaining(asked)
        .hasMessageContaining(expected)
        .message()
        .doesNotContain("s3cret");
    assertThat(((AuthException) failure).category()).isEqualTo(AuthException.Category.REQUEST);
  }

  @Test
  void authenticate_delegateThrows_failsWithoutItsMessage() {
    Authenticator broken =
        request -> {
          throw new IllegalArgumentException("s3cret");
        };
    Throwable failure = failure(ask(broken, "https://api.acme.com/v1"));
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      assertThat(cause).isInstanceOf(AuthException.class).message().doesNotContain("s3cret");
    }
    assertThat(failure)
        .isInstanceOf(AuthException.class)
        .message()
        .startsWith("crm: ")
        .doesNotContain("s3cret");
  }

  @Test
  void authenticate_waitFails_failsUnderItsName() {
    Authenticator refused =
        request ->
            new Await(
                CompletableFuture.failedFuture(
                    new AuthException(AuthException.Category.TRANSIENT, "down")));
    assertThat(failure(ask(refused, "https://api.acme.com/v1"))).hasMessage("crm: down");
  }
}

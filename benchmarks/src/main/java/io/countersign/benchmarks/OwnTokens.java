package io.countersign.benchmarks;

import com.typesafe.config.ConfigFactory;
import io.countersign.AuthEvents;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Body;
import io.countersign.spi.Send;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The tokens of a block of type {@code oauth2-client-credentials}, over the JDK's client. */
final class OwnTokens implements TokenSource {
  private final AtomicInteger obtained = new AtomicInteger();
  private final Countersign countersign;
  private final Authenticator authenticator;
  private final AuthRequest request;

  OwnTokens(TokenServer server) {
    countersign =
        Countersign.builder()
            .environment(Map.of("CRM_CLIENT_ID", "app", "CRM_CLIENT_SECRET", "a-secret"))
            .events(event -> {
              if (event.kind() == AuthEvents.Kind.OBTAINED
                  || event.kind() == AuthEvents.Kind.RENEWED) {
                obtained.incrementAndGet();
              }
            })
            .of(
                ConfigFactory.parseString(
                    """
                    countersign {
                      http.transport = jdk
                      authenticators.crm {
                        type = oauth2-client-credentials
                        token-url = "%s"
                        origins = ["%s"]
                      }
                    }
                    """
                        .formatted(server.at("/token"), server.at(""))));
    authenticator = countersign.authenticator("crm");
    request = AuthRequest.of("GET", server.at("/api"), Map.of(), Body.none());
  }

  @Override
  public Asked ask() throws Exception {
    AuthStep step = authenticator.authenticate(request);
    boolean waited = false;
    while (step instanceof Await await) {
      waited = true;
      step = await.step().toCompletableFuture().get();
    }
    if (!(step instanceof Send send)) {
      throw new IllegalStateException("nothing to send: " + step);
    }
    return new Asked(send.credentials().placements().get(0).value(), waited);
  }

  /** Returns what an adapter is to be given. */
  Authenticator authenticator() {
    return authenticator;
  }

  /** Returns how many tokens it has obtained, as its events say. */
  int obtained() {
    return obtained.get();
  }

  @Override
  public void close() {
    countersign.close();
  }
}

package io.countersign.testkit.adapter;

import io.countersign.Authenticator;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Need;
import io.countersign.spi.Send;
import java.util.Set;

/** An authenticator that tells of every send. */
record Counting(Authenticator authenticator, Runnable sent) implements Authenticator {

  static Authenticator around(Authenticator authenticator, Runnable sent) {
    return new Counting(authenticator, sent);
  }

  @Override
  public AuthStep authenticate(AuthRequest request) {
    return counted(authenticator.authenticate(request));
  }

  private AuthStep counted(AuthStep step) {
    if (step instanceof Await await) {
      return new Await(await.step().thenApply(this::counted));
    }
    if (step instanceof Send send) {
      sent.run();
      return Send.of(
          send.credentials(), (request, response) -> counted(send.onResponse(request, response)));
    }
    return step;
  }

  @Override
  public Set<Need> needs() {
    return authenticator.needs();
  }
}

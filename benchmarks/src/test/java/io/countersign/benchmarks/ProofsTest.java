package io.countersign.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** Bytes, of which a signature takes the most on either side. */
class ProofsTest {
  private static final int REQUESTS = 500;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** One request. */
  private interface Work {
    Object once() throws Exception;
  }

  private long allocatedBy(Work work) throws Exception {
    repeat(work);
    long before = threads.getCurrentThreadAllocatedBytes();
    repeat(work);
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private static void repeat(Work work) throws Exception {
    for (int i = 0; i < REQUESTS; i++) {
      assertThat(work.once()).isNotNull();
    }
  }

  @Test
  void proven_wholeRequest_allocatesLessThanNimbusForTheProofAlone() throws Exception {
    DefaultDPoPProofFactory nimbus =
        new DefaultDPoPProofFactory(new ECKeyGenerator(Curve.P_256).generate(), JWSAlgorithm.ES256);
    DPoPAccessToken token = new DPoPAccessToken(Proofs.TOKEN);
    URI address = URI.create("https://api.example.com/v2/orders/4711");
    Proofs proofs = new Proofs();
    proofs.setUp();

    long theirs = allocatedBy(() -> nimbus.createDPoPJWT("GET", address, token).serialize());

    assertThat(allocatedBy(proofs::proven)).isLessThan(theirs);
  }
}

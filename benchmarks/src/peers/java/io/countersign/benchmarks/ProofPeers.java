package io.countersign.benchmarks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.oauth2.sdk.dpop.DPoPProofFactory;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * {@link Proofs} with Nimbus's factory of proofs beside it, which is all that a peer has: it is given
 * the token, and the address without its query, and looks at no origin, clock or nonce.
 */
public class ProofPeers extends Proofs {
  private final List<Object> fields = new ArrayList<>();
  private final DPoPAccessToken token = new DPoPAccessToken(TOKEN);
  private final URI address = URI.create("https://api.example.com/v2/orders/4711");
  private final DPoPProofFactory factory = factory();

  private static DPoPProofFactory factory() {
    try {
      return new DefaultDPoPProofFactory(
          new ECKeyGenerator(Curve.P_256).generate(), JWSAlgorithm.ES256);
    } catch (JOSEException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** A proof, and the header of the token. */
  @Benchmark
  public Object nimbus() throws JOSEException {
    fields.clear();
    fields.add(factory.createDPoPJWT("GET", address, token).serialize());
    fields.add(token.toAuthorizationHeader());
    return fields;
  }
}

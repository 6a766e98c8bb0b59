package io.countersign.oauth2;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.security.Key;
import java.util.Base64;

/** Keys of this JVM, each under its name among the secrets of a {@link Bench}. */
final class TestKeys {
  private static final ECKey EC;
  private static final RSAKey RSA;

  static {
    try {
      EC = ec();
      RSA = new RSAKeyGenerator(2048).generate();
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private TestKeys() {}

  /** Puts good ones, and what is none; and the access token of RFC 9449. */
  static void put(Bench bench) throws Exception {
    ECKey ec = EC;
    bench.canary.watch("key", ec.getD().toString());
    bench
        .secrets
        .put("k.rfc", "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU")
        .put("k.ec", ec.toJSONString())
        .put("k.public", ec.toPublicJWK().toJSONString())
        .put("k.pem", pem(ec))
        .put("k.rsa", pem("PRIVATE KEY", RSA.toPrivateKey()))
        .put("k.spki", pem("PUBLIC KEY", ec.toPublicKey()))
        .put("k.two", pem(ec).repeat(2))
        .put("k.cut", pem(ec).substring(0, 90))
        .put("k.text", "not-a-key-at-all");
  }

  static ECKey ec() throws Exception {
    return new ECKeyGenerator(Curve.P_256).generate();
  }

  /** Returns the private half as PEM. */
  static String pem(ECKey key) throws Exception {
    return pem("PRIVATE KEY", key.toPrivateKey());
  }

  private static String pem(String label, Key key) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
        + "\n-----END "
        + label
        + "-----\n";
  }
}

package io.countersign.oauth2;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.dpop.DPoPUtils;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;

/** What a verifier that others wrote says of proofs. */
final class Proofs {
  private Proofs() {}

  /** Returns a proof whose signature is right by the key that it shows, which is a public one. */
  static SignedJWT verified(String proof) throws Exception {
    SignedJWT jwt = SignedJWT.parse(proof);
    JWK key = jwt.getHeader().getJWK();
    assertThat(jwt.getHeader().getType()).hasToString("dpop+jwt");
    assertThat(key.isPrivate()).isFalse();
    assertThat(jwt.verify(verifier(key))).isTrue();
    return jwt;
  }

  private static JWSVerifier verifier(JWK key) throws Exception {
    if (key instanceof OctetKeyPair ed) {
      return new Ed25519Verifier(ed);
    }
    return key instanceof ECKey ec ? new ECDSAVerifier(ec) : new RSASSAVerifier((RSAKey) key);
  }

  static String ath(String token) throws Exception {
    return DPoPUtils.computeSHA256(new DPoPAccessToken(token)).toString();
  }
}

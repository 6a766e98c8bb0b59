package io.countersign.secrets.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;

/** An issuer of JWTs about {@code billing}. */
final class Jwts {
  private final KeyPair key;

  Jwts() throws GeneralSecurityException {
    key = KeyPairGenerator.getInstance("RSA").generateKeyPair();
  }

  /** Returns the key to verify them with. */
  String pem() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getEncoder().encodeToString(key.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /** Returns one. */
  String token(String audience, Instant expiry) throws GeneralSecurityException {
    String content =
        url("{\"alg\":\"RS256\"}")
            + "."
            + url(
                "{\"sub\":\"billing\",\"aud\":\""
                    + audience
                    + "\",\"exp\":"
                    + expiry.getEpochSecond()
                    + "}");
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(key.getPrivate());
    signature.update(content.getBytes(StandardCharsets.US_ASCII));
    return content + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
  }

  private static String url(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}

package io.countersign.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signed texts (RFC 7515) that servers are asked with. */
final class Jws {
  private Jws() {}

  /** Says who asks (RFC 7523), for a minute; {@code alg} as the key. */
  static String assertion(
      String issuer, String subject, String audience, String keyId, PrivateKey key) {
    boolean rsa = "RSA".equals(key.getAlgorithm());
    String header = "{\"alg\":\"" + (rsa ? "RS256" : "ES256") + "\",\"kid\":\"" + keyId + "\"}";
    String text = signingInput(header, claims(issuer, subject, audience));
    return text + "." + base64(signed(text, key));
  }

  /** Says who asks, with {@code HS256}. */
  static String assertion(String client, String audience, String secret) {
    String text = signingInput("{\"alg\":\"HS256\"}", claims(client, client, audience));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      return text + "." + base64(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Proves that the key is there (RFC 9449).
   *
   * @param more further claims, each with a comma before it
   */
  static String proof(KeyPair key, String method, Object page, String more) {
    String header =
        "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":"
            + Jwk.ec((ECPublicKey) key.getPublic(), "proof")
            + "}";
    String claims =
        "{\"jti\":\"%s\",\"htm\":\"%s\",\"htu\":\"%s\",\"iat\":%d%s}"
            .formatted(UUID.randomUUID(), method, page, Instant.now().getEpochSecond(), more);
    String text = signingInput(header, claims);
    return text + "." + base64(signed(text, key.getPrivate()));
  }

  /** The claim that ties a proof to a token. */
  static String ath(String token) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
      return ",\"ath\":\"" + base64(hash) + "\"";
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The claims of a token, as they stand there. */
  static String claimsOf(String token) {
    return new String(Base64.getUrlDecoder().decode(token.split("[.]", -1)[1]), UTF_8);
  }

  private static String claims(String issuer, String subject, String audience) {
    long now = Instant.now().getEpochSecond();
    return "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\",\"jti\":\"%s\",\"iat\":%d,\"exp\":%d}"
        .formatted(issuer, subject, audience, UUID.randomUUID(), now, now + 60);
  }

  private static String signingInput(String header, String claims) {
    return base64(header.getBytes(UTF_8)) + "." + base64(claims.getBytes(UTF_8));
  }

  private static byte[] signed(String text, PrivateKey key) {
    boolean rsa = "RSA".equals(key.getAlgorithm());
    try {
      Signature signature =
          Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
      signature.initSign(key);
      signature.update(text.getBytes(UTF_8));
      return signature.sign();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

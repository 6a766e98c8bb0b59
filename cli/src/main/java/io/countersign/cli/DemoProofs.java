package io.countersign.cli;

import com.sun.net.httpserver.HttpExchange;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Verifies proofs that are signed with ES256, each once, and with the nonce that it gives. */
final class DemoProofs {
  private final String nonce = DemoSecrets.one();
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  /** Returns whether the request has a proof. */
  boolean isIn(HttpExchange exchange) {
    return exchange.getRequestHeaders().containsKey("DPoP");
  }

  /**
   * Returns the thumbprint of the key that proves this request; asks for its nonce where that is
   * what a proof lacks.
   *
   * @param token that the proof is to name; empty for none
   */
  Optional<String> keyOf(HttpExchange exchange, String token) {
    String proof = String.valueOf(exchange.getRequestHeaders().getFirst("DPoP"));
    try {
      DecodedToken said = DecodedToken.of(proof);
      Config claims = said.claims().toConfig();
      Config key = said.header().toConfig().getConfig("jwk");
      if (!nonce.equals(text(claims, "nonce"))) {
        exchange.getResponseHeaders().set("DPoP-Nonce", nonce);
        exchange
            .getResponseHeaders()
            .set("WWW-Authenticate", "DPoP error=\"use_dpop_nonce\", algs=\"ES256\"");
        return Optional.empty();
      }
      boolean good =
          text(said.header().toConfig(), "typ").equals("dpop+jwt")
              && text(claims, "htm").equals(exchange.getRequestMethod())
              && text(claims, "htu").endsWith(exchange.getRequestURI().getPath())
              && text(claims, "ath").equals(token.isEmpty() ? "" : hash(token))
              && isSigned(proof, key)
              && seen.add(claims.getString("jti"));
      return good ? Optional.of(thumbprint(key)) : Optional.empty();
    } catch (DecodedToken.Unreadable
        | ConfigException
        | IllegalArgumentException
        | GeneralSecurityException malformed) {
      return Optional.empty();
    }
  }

  private static String text(Config object, String name) {
    return object.hasPath(name) ? object.getString(name) : "";
  }

  /** Returns whether a proof is signed by this key, which is a JWK on P-256. */
  static boolean isSigned(String proof, Config key) throws GeneralSecurityException {
    int dot = proof.lastIndexOf('.');
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initVerify(publicKey(key));
    signature.update(proof.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
    return signature.verify(Base64.getUrlDecoder().decode(proof.substring(dot + 1)));
  }

  private static PublicKey publicKey(Config key) throws GeneralSecurityException {
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec("secp256r1"));
    return KeyFactory.getInstance("EC")
        .generatePublic(
            new ECPublicKeySpec(
                new ECPoint(number(key, "x"), number(key, "y")),
                curve.getParameterSpec(ECParameterSpec.class)));
  }

  private static BigInteger number(Config key, String name) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(key.getString(name)));
  }

  private static String thumbprint(Config key) throws GeneralSecurityException {
    return hash(
        "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}"
            .formatted(key.getString("x"), key.getString("y")));
  }

  private static String hash(String text) throws GeneralSecurityException {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}

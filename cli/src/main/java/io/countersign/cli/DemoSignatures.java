package io.countersign.cli;

import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Knows one signer of tokens, by the secret that they share. */
final class DemoSignatures {
  private static final String BEARER = "Bearer ";

  private final SecretKeySpec secret;

  DemoSignatures(String secret) {
    this.secret = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
  }

  /** Returns whether the request carries a token by the demo, signed with HS256 and not ended. */
  boolean passes(HttpExchange exchange) {
    String field = exchange.getRequestHeaders().getFirst("Authorization");
    return field != null && field.startsWith(BEARER) && isGood(field.substring(BEARER.length()));
  }

  private boolean isGood(String token) {
    try {
      DecodedToken said = DecodedToken.of(token);
      return isSigned(token)
          && said.header().toConfig().getString("alg").equals("HS256")
          && said.claims().toConfig().getString("iss").equals("demo")
          && said.claims().toConfig().getLong("exp") > Instant.now().getEpochSecond();
    } catch (DecodedToken.Unreadable | com.typesafe.config.ConfigException malformed) {
      return false;
    }
  }

  private boolean isSigned(String token) {
    int dot = token.lastIndexOf('.');
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(secret);
      byte[] right = mac.doFinal(token.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
      return MessageDigest.isEqual(right, Base64.getUrlDecoder().decode(token.substring(dot + 1)));
    } catch (GeneralSecurityException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    } catch (IllegalArgumentException noBase64) {
      return false;
    }
  }
}

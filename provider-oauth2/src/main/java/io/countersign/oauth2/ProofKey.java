package io.countersign.oauth2;

import io.countersign.AuthException;
import io.countersign.jwt.JwtSigner;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A key that tokens are bound to, and writes the proofs that it is here (RFC 9449 §4.2).
 * Thread-safe; {@code toString} shows the algorithm alone.
 */
final class ProofKey {
  private final JwtSigner signer;
  private final JwtSigner.Header header;
  private final String thumbprint;

  private ProofKey(JwtSigner signer, JwtSigner.Header header, String thumbprint) {
    this.signer = signer;
    this.header = header;
    this.thumbprint = thumbprint;
  }

  /**
   * Returns the key of a signer.
   *
   * @throws AuthException if its public half, which every proof shows, is not known
   */
  static ProofKey of(JwtSigner signer) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("typ", "dpop+jwt");
    header.put("jwk", signer.publicJwk().orElseThrow(ProofKey::unknown));
    return new ProofKey(
        signer, signer.header(header), signer.jwkThumbprint().orElseThrow(ProofKey::unknown));
  }

  private static AuthException unknown() {
    return new AuthException(
        AuthException.Category.REQUEST,
        "its public half, which a proof shows, cannot be told from it; give it with its certificate");
  }

  /** Returns the thumbprint of the public half, by which a token names it (RFC 9449 §6). */
  String thumbprint() {
    return thumbprint;
  }

  /**
   * Returns a proof for one request, of which nobody has another.
   *
   * @param seconds since 1970
   * @param ath the hash of the access token that goes with it; null if none does
   * @param nonce null if the server gave none
   * @throws AuthException if the method is none, or the key cannot be used now
   */
  String proof(
      RandomGenerator random,
      long seconds,
      String method,
      Target target,
      @Nullable String ath,
      @Nullable String nonce) {
    checkMethod(method);
    StringBuilder claims = new StringBuilder(320);
    byte[] jti = new byte[16];
    random.nextBytes(jti);
    claims.append("{\"jti\":\"");
    for (byte octet : jti) {
      claims.append(Character.forDigit(octet >> 4 & 0xF, 16));
      claims.append(Character.forDigit(octet & 0xF, 16));
    }
    claims.append("\",\"htm\":\"").append(method);
    claims.append("\",\"htu\":\"").append(target.origin()).append(target.path());
    claims.append("\",\"iat\":").append(seconds);
    if (ath != null) {
      claims.append(",\"ath\":\"").append(ath).append('"');
    }
    if (nonce != null) {
      claims.append(",\"nonce\":\"").append(nonce).append('"');
    }
    claims.append('}');
    return signer.sign(header, claims.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /** What can stand in JSON as it is; a method that is none is refused here too. */
  private static void checkMethod(String method) {
    for (int i = 0; i < method.length(); i++) {
      char c = method.charAt(i);
      if (c <= ' ' || c >= 0x7F || c == '"' || c == '\\') {
        throw new AuthException(
            AuthException.Category.REQUEST,
            "the method of the request is no word; nothing was sent");
      }
    }
  }

  @Override
  public String toString() {
    return "ProofKey[" + signer.algorithm() + "]";
  }
}

package io.countersign.jwt;

import com.nimbusds.jose.JOSEException;
import io.countersign.AuthException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Signs with one key by one algorithm, and writes the compact form of JWS (RFC 7515 §7.1).
 *
 * <p>Thread-safe. The key is read and checked once; who computes the signature is the JCA provider
 * that the JVM prefers for it. {@code toString} shows the algorithm alone.
 */
public final class JwtSigner {
  /** The algorithms, by their names in a header. */
  public static final List<String> ALGORITHMS = JwsAlgorithm.names();

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final JwsAlgorithm algorithm;
  private final SigningKey key;
  private final Signing<?> signing;

  /** The header of tokens, encoded once and used as often as one likes. */
  public static final class Header {
    private final byte[] encodedAndDot;

    private Header(byte[] json) {
      this.encodedAndDot =
          (BASE64URL.encodeToString(json) + ".").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
      return "Header";
    }
  }

  private JwtSigner(JwsAlgorithm algorithm, SigningKey key, Signing<?> signing) {
    this.algorithm = algorithm;
    this.key = key;
    this.signing = signing;
  }

  /**
   * Makes a signer.
   *
   * @param algorithm one of {@link #ALGORITHMS}
   * @throws AuthException of the category {@code REQUEST} if the key is none for the algorithm, or
   *     is shorter than RFC 7518 §3 demands
   */
  public static JwtSigner of(String algorithm, SigningKey key) {
    JwsAlgorithm known = JwsAlgorithm.of(algorithm);
    key.check(known);
    try {
      return new JwtSigner(known, key, Signing.of(known, key));
    } catch (AuthException told) {
      throw told;
    } catch (GeneralSecurityException | RuntimeException refused) {
      throw Unusable.because(
          "no JCA provider of this JVM signs " + algorithm + " with this key: " + nameOf(refused));
    }
  }

  /** Returns the algorithm, as a header names it. */
  public String algorithm() {
    return algorithm.jose();
  }

  /** Returns the name by which the other side knows the key. */
  public Optional<String> keyId() {
    return key.keyId();
  }

  /**
   * Returns the public key as JSON members: those that RFC 7638 §3.2 requires, in the order of
   * their names. Empty for a shared secret, and where neither the key nor a certificate tells.
   */
  public Optional<Map<String, String>> publicJwk() {
    return key.publicJwk();
  }

  /** Returns the SHA-256 thumbprint of the public key (RFC 7638), where that is known. */
  public Optional<String> jwkThumbprint() {
    return publicJwk()
        .map(jwk -> BASE64URL.encodeToString(Certificates.digest("SHA-256", Json.bytes(jwk))));
  }

  /** Returns what {@code x5c} holds: the certificates in Base64, that of the key first. */
  public List<String> x5c() {
    return key.certificates().stream().map(Certificates::encoded).toList();
  }

  /** Returns what {@code x5t#S256} holds, where there is a certificate. */
  public Optional<String> x5tS256() {
    return thumbprint("SHA-256");
  }

  /** Returns what {@code x5t} holds, where there is a certificate. */
  public Optional<String> x5t() {
    return thumbprint("SHA-1");
  }

  private Optional<String> thumbprint(String hash) {
    return key.certificates().stream()
        .findFirst()
        .map(first -> Certificates.thumbprint(first, hash));
  }

  /**
   * Prepares a header: {@code alg}, then these members in their order.
   *
   * @param members texts, numbers, booleans, lists and maps of those
   * @throws IllegalArgumentException if they name another {@code alg}, or are no JSON
   */
  public Header header(Map<String, ?> members) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("alg", algorithm());
    all.putAll(members);
    if (!algorithm().equals(all.get("alg"))) {
      throw new IllegalArgumentException("the header says another alg than " + algorithm());
    }
    return header(Json.bytes(all));
  }

  /** Prepares a header that is written already, octet by octet; what it says is not looked at. */
  public Header header(byte[] json) {
    return new Header(json);
  }

  /**
   * Returns a signed token.
   *
   * @param header begins with {@code alg}, as {@link #header} does
   * @param claims texts, numbers, booleans, lists and maps of those
   * @throws AuthException of the category {@code TRANSIENT} if the key cannot be used now
   */
  public String sign(Map<String, ?> header, Map<String, ?> claims) {
    return sign(header(header), Json.bytes(claims));
  }

  /**
   * Returns a signed token over this payload, octet by octet.
   *
   * @param header one that this signer prepared
   * @throws AuthException of the category {@code TRANSIENT} if the key cannot be used now
   */
  public String sign(Header header, byte[] payload) {
    byte[] encoded = BASE64URL.encode(payload);
    byte[] signature;
    try {
      signature = BASE64URL.encode(signing.sign(header.encodedAndDot, encoded));
    } catch (GeneralSecurityException | JOSEException | RuntimeException failed) {
      throw new AuthException(
          AuthException.Category.TRANSIENT,
          "the key could not sign " + algorithm() + ": " + nameOf(failed));
    }
    int first = header.encodedAndDot.length;
    byte[] token = new byte[first + encoded.length + 1 + signature.length];
    System.arraycopy(header.encodedAndDot, 0, token, 0, first);
    System.arraycopy(encoded, 0, token, first, encoded.length);
    token[first + encoded.length] = '.';
    System.arraycopy(signature, 0, token, first + encoded.length + 1, signature.length);
    return new String(token, StandardCharsets.ISO_8859_1);
  }

  /** What a provider says may hold what it was given; the name of it is enough to look it up. */
  private static String nameOf(Exception failure) {
    return failure.getClass().getName();
  }

  @Override
  public String toString() {
    return "JwtSigner[" + algorithm() + "]";
  }
}

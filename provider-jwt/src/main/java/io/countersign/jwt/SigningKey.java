package io.countersign.jwt;

import io.countersign.AuthException;
import io.countersign.spi.TlsIdentity;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A key to sign with, and what is known of it. Immutable; {@code toString} says its kind and
 * nothing of it.
 *
 * <p>What cannot be read is an {@link AuthException} of the category {@code REQUEST} that says what
 * it is instead and what to give, and shows nothing of it.
 */
public final class SigningKey {
  private final KeyKind kind;
  private final Key key;
  private final @Nullable Provider provider;
  private final Supplier<Optional<Map<String, String>>> publicJwk;
  private final Facts facts;

  /**
   * What is said of a key beside it.
   *
   * @param algorithm the only one it is for; empty for any
   */
  private record Facts(
      Optional<String> keyId,
      Optional<String> algorithm,
      List<X509Certificate> certificates,
      boolean evenIfWeak) {
    static final Facts NONE = new Facts(Optional.empty(), Optional.empty(), List.of(), false);
  }

  private SigningKey(
      KeyKind kind,
      Key key,
      @Nullable Provider provider,
      Supplier<Optional<Map<String, String>>> publicJwk,
      Facts facts) {
    this.kind = kind;
    this.key = key;
    this.provider = provider;
    this.publicJwk = publicJwk;
    this.facts = facts;
  }

  static SigningKey of(PrivateKeys.Made made) {
    return of(made.kind(), made.key());
  }

  private static SigningKey of(KeyKind kind, PrivateKey key) {
    return new SigningKey(kind, key, null, new Once<>(() -> PublicJwk.of(key)), Facts.NONE);
  }

  /**
   * Reads a private key: PEM (PKCS#8, PKCS#1 or SEC 1; line ends that were written as {@code \n}
   * are mended; certificates may stand beside it) or a JWK.
   */
  public static SigningKey read(String text) {
    return read(text, "");
  }

  /**
   * As {@link #read(String)}, of a key that may be encrypted.
   *
   * @param passphrase empty for none
   */
  public static SigningKey read(String text, String passphrase) {
    if (JwkReader.isIn(text)) {
      return JwkReader.read(text);
    }
    if (Pem.isIn(text)) {
      return PemReader.read(text, passphrase);
    }
    throw Unusable.because(
        "it is neither PEM (-----BEGIN PRIVATE KEY-----) nor a JWK ({\"kty\": …})");
  }

  /** Reads a shared secret: the JWK that holds one, or else the octets of the text in UTF-8. */
  public static SigningKey secret(String text) {
    if (Pem.isIn(text)) {
      throw Unusable.because("it is PEM, where a shared secret is wanted");
    }
    return JwkReader.isJwk(text)
        ? JwkReader.read(text)
        : secret(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns a shared secret, of which a copy is kept. */
  public static SigningKey secret(byte[] secret) {
    if (secret.length == 0) {
      throw Unusable.because("the shared secret is empty");
    }
    return new SigningKey(
        KeyKind.SECRET, new SecretKeySpec(secret, "HmacSHA256"), null, Optional::empty, Facts.NONE);
  }

  /**
   * Returns a key of any JCA provider, that of an HSM too: its octets are not asked for. Who signs
   * is chosen by the JVM.
   */
  public static SigningKey of(PrivateKey key) {
    KeyKind kind =
        KeyKind.of(key).orElseThrow(() -> Unusable.because("it is of a kind that signs no token"));
    return of(kind, key);
  }

  /** As {@link #of(PrivateKey)}, with which this provider alone signs. */
  public static SigningKey of(PrivateKey key, Provider provider) {
    SigningKey any = of(key);
    return new SigningKey(any.kind, any.key, provider, any.publicJwk, any.facts);
  }

  /** As {@link #of(PrivateKey)}, where the public half is at hand. */
  public static SigningKey of(KeyPair pair) {
    SigningKey any = of(pair.getPrivate());
    return new SigningKey(
        any.kind,
        any.key,
        any.provider,
        new Once<>(() -> PublicJwk.of(pair.getPublic())),
        any.facts);
  }

  private SigningKey with(Facts others) {
    return new SigningKey(kind, key, provider, publicJwk, others);
  }

  /** Returns it under the name by which the other side knows it. */
  public SigningKey withKeyId(String keyId) {
    return with(
        new Facts(Optional.of(keyId), facts.algorithm, facts.certificates, facts.evenIfWeak));
  }

  /**
   * Returns it with the certificate of its public half, and those that vouch for that.
   *
   * @throws AuthException if the first one is of another key
   */
  public SigningKey withCertificates(List<X509Certificate> chain) {
    if (!chain.isEmpty()) {
      Optional<Map<String, String>> certified = PublicJwk.of(chain.get(0).getPublicKey());
      Optional<Map<String, String>> own = publicJwk.get();
      if (certified.isPresent() && own.isPresent() && !certified.equals(own)) {
        throw Unusable.because(
            "the first certificate is of another key: it does not belong to the private one");
      }
    }
    return with(new Facts(facts.keyId, facts.algorithm, List.copyOf(chain), facts.evenIfWeak));
  }

  /** As {@link #withCertificates(List)}, read from PEM. */
  public SigningKey withCertificates(String pem) {
    return withCertificates(Certificates.ofPem(pem));
  }

  /**
   * Returns it as what a TLS client shows, with its certificates.
   *
   * @throws AuthException if it has none, or is a shared secret
   */
  public TlsIdentity tlsIdentity() {
    if (key instanceof PrivateKey own) {
      return TlsIdentity.of(facts.certificates, own);
    }
    throw Unusable.because("it is " + kind.shown() + ", which has no certificate");
  }

  /** Returns it as one that is taken although it is shorter than RFC 7518 §3 demands. */
  public SigningKey evenIfWeak() {
    return with(new Facts(facts.keyId, facts.algorithm, facts.certificates, true));
  }

  SigningKey onlyFor(String algorithm) {
    return with(
        new Facts(facts.keyId, Optional.of(algorithm), facts.certificates, facts.evenIfWeak));
  }

  /** Refuses an algorithm that it cannot be used with. */
  void check(JwsAlgorithm algorithm) {
    algorithm.check(kind, key, facts.evenIfWeak);
    if (facts.algorithm.isPresent() && !facts.algorithm.get().equals(algorithm.jose())) {
      throw Unusable.because(
          "the JWK says that it is for another algorithm than " + algorithm.jose());
    }
  }

  Key key() {
    return key;
  }

  @Nullable Provider provider() {
    return provider;
  }

  Optional<String> keyId() {
    return facts.keyId;
  }

  List<X509Certificate> certificates() {
    return facts.certificates;
  }

  /** Returns the public half; that of the certificate where the key does not tell. */
  Optional<Map<String, String>> publicJwk() {
    return publicJwk
        .get()
        .or(() ->
            facts.certificates.stream()
                .findFirst()
                .flatMap(first -> PublicJwk.of(first.getPublicKey())));
  }

  @Override
  public String toString() {
    return "SigningKey[" + kind.shown() + "]";
  }
}

package io.countersign.oauth2;

import io.countersign.AuthException;
import io.countersign.jwt.JwtSigner;
import io.countersign.jwt.LastUsable;
import io.countersign.jwt.SigningKey;
import io.countersign.spi.Live;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The key of a block: one that it writes, read anew when that changes, or one of this process. */
final class ProofKeys implements Supplier<ProofKey> {
  private static final Setting<String> ALGORITHM =
      Setting.oneOf(
              "algorithm",
              "ES256",
              "ES384",
              "ES512",
              "EdDSA",
              "PS256",
              "PS384",
              "PS512",
              "RS256",
              "RS384",
              "RS512")
          .orElse("ES256")
          .describedAs("How proofs are signed (RFC 7518 §3.1)");
  private static final Setting<Optional<Secret>> SIGNING_KEY =
      Setting.secret("signing-key")
          .optional()
          .describedAs("The private key as PEM or JWK; else one is made for this process");
  private static final Setting<Optional<Secret>> PASSPHRASE =
      Setting.secret("passphrase").optional().describedAs("What an encrypted PEM is opened with");

  static final List<Setting<?>> SETTINGS = List.of(ALGORITHM, SIGNING_KEY, PASSPHRASE);

  private final String algorithm;
  private final boolean written;
  private final Supplier<ProofKey> key;

  private ProofKeys(String algorithm, boolean written, Supplier<ProofKey> key) {
    this.algorithm = algorithm;
    this.written = written;
    this.key = key;
  }

  /**
   * Returns those of a block.
   *
   * @param name of the block, for warnings
   * @throws IllegalArgumentException if the key that it writes cannot be used; the message is for
   *     the report
   */
  static ProofKeys of(Settings dpop, String name) {
    String algorithm = dpop.get(ALGORITHM);
    Optional<Secret> key = dpop.get(SIGNING_KEY);
    if (key.isPresent()) {
      return read(dpop, algorithm, key.get(), name);
    }
    if (dpop.has(PASSPHRASE)) {
      throw new IllegalArgumentException(
          "dpop.passphrase opens dpop.signing-key: write that too, or leave it out");
    }
    return new ProofKeys(algorithm, false, new OfThisProcess(algorithm));
  }

  private static ProofKeys read(Settings dpop, String algorithm, Secret key, String name) {
    Live<String> passphrase =
        dpop.get(PASSPHRASE).<Live<String>>map(text -> text).orElse(Live.of(""));
    Live<ProofKey> keys = Live.both(key, passphrase, (text, word) -> read(algorithm, text, word));
    Supplier<ProofKey> usable = new LastUsable<>(name, () -> atHand(keys));
    try {
      ProofKey unused = usable.get();
    } catch (AuthException unusable) {
      throw new IllegalArgumentException(unusable.getMessage());
    }
    return new ProofKeys(algorithm, true, usable);
  }

  private static ProofKey atHand(Live<ProofKey> keys) {
    ProofKey now = keys.now();
    if (now == null) {
      throw new AuthException(
          AuthException.Category.TRANSIENT, "dpop.signing-key has not been read yet");
    }
    return now;
  }

  private static ProofKey read(String algorithm, String text, String passphrase) {
    try {
      return ProofKey.of(JwtSigner.of(algorithm, SigningKey.read(text, passphrase)));
    } catch (AuthException unusable) {
      throw new AuthException(
          unusable.category(), "dpop.signing-key cannot be used: " + unusable.getMessage());
    }
  }

  /** Returns whether the next process has the same. */
  boolean outliveTheProcess() {
    return written;
  }

  /** Returns the key as it is now; that of before, while what is written cannot be used. */
  @Override
  public ProofKey get() {
    return key.get();
  }

  /** Makes one when it is wanted first: an application may check its blocks and end. */
  private static final class OfThisProcess implements Supplier<ProofKey> {
    private final String algorithm;
    private @Nullable ProofKey made;

    OfThisProcess(String algorithm) {
      this.algorithm = algorithm;
    }

    @Override
    public synchronized ProofKey get() {
      ProofKey one = made;
      if (one == null) {
        one = ProofKey.of(JwtSigner.of(algorithm, generated(algorithm)));
        made = one;
      }
      return one;
    }
  }

  private static SigningKey generated(String algorithm) {
    return switch (algorithm) {
      case "ES256" -> generated("EC", 256);
      case "ES384" -> generated("EC", 384);
      case "ES512" -> generated("EC", 521);
      case "EdDSA" -> generated("Ed25519", 255);
      default -> generated("RSA", 2048);
    };
  }

  private static SigningKey generated(String kind, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      generator.initialize(bits);
      return SigningKey.of(generator.generateKeyPair());
    } catch (NoSuchAlgorithmException missing) {
      throw new AuthException(
          AuthException.Category.REQUEST,
          "no JCA provider of this JVM makes a key for dpop.algorithm; write another, or"
              + " dpop.signing-key");
    }
  }

  @Override
  public String toString() {
    return "ProofKeys[" + algorithm + "]";
  }
}

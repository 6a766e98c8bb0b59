package io.countersign.basic;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key that signs by one algorithm. Thread-safe: each signature is made by a copy. */
final class HmacKey {
  private final SecretKeySpec key;
  private final Mac fresh;

  private HmacKey(SecretKeySpec key) throws GeneralSecurityException {
    this.key = key;
    this.fresh = initialised();
    fresh.update(new byte[0]); // whose copies have taken the key in already
  }

  /**
   * Returns the key of these octets, of which there is one at least.
   *
   * @param algorithm as {@code Hmacsha256}; JCA tells no cases apart
   * @throws IllegalArgumentException if this Java does not have it
   */
  static HmacKey of(String algorithm, byte[] octets) {
    try {
      return new HmacKey(new SecretKeySpec(octets, algorithm));
    } catch (GeneralSecurityException absent) {
      throw new IllegalArgumentException("no security provider of this Java has " + algorithm);
    }
  }

  private Mac initialised() throws GeneralSecurityException {
    Mac mac = Mac.getInstance(key.getAlgorithm());
    mac.init(key);
    return mac;
  }

  /**
   * Returns the signature of a text.
   *
   * @param text gives its pieces, one after the other
   */
  byte[] sign(Consumer<Consumer<ByteBuffer>> text) {
    Mac mac = copy();
    text.accept(mac::update);
    return mac.doFinal();
  }

  /** A copy saves half of what a new one costs; some providers make none. */
  private Mac copy() {
    try {
      return (Mac) fresh.clone();
    } catch (CloneNotSupportedException single) {
      try {
        return initialised();
      } catch (GeneralSecurityException gone) {
        throw new IllegalStateException("it was there before", gone);
      }
    }
  }

  @Override
  public String toString() {
    return "HmacKey[" + key.getAlgorithm() + "]";
  }
}

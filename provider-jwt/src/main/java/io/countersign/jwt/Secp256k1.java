package io.countersign.jwt;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Finds who signs on the curve of {@code ES256K}. The JDK reads such keys and, since Java 16, finds
 * only when it is to sign that it cannot. A provider that is registered is asked first, then any on
 * the class path.
 */
final class Secp256k1 {
  private static final int MOST_PROVIDERS = 100;

  private Secp256k1() {}

  static Signing.Hand signer(String algorithm, PrivateKey key) {
    return first(List.of(Security.getProviders()).iterator(), algorithm, key)
        .or(() -> first(onTheClassPath(), algorithm, key))
        .orElseThrow(() ->
            Unusable.because(
                "ES256K needs a JCA provider that signs on secp256k1, and this JVM has none;"
                    + " put one on the class path, as org.bouncycastle:bcprov-jdk18on"));
  }

  private static Iterator<Provider> onTheClassPath() {
    return ServiceLoader.load(Provider.class, Secp256k1.class.getClassLoader()).iterator();
  }

  private static Optional<Signing.Hand> first(
      Iterator<Provider> providers, String algorithm, PrivateKey key) {
    for (int i = 0; i < MOST_PROVIDERS; i++) {
      try {
        if (!providers.hasNext()) {
          break;
        }
        Provider by = providers.next();
        Signature signature = Signature.getInstance(algorithm, by);
        PrivateKey own = begin(signature, key, by);
        signature.update((byte) 0);
        if (signature.sign().length > 0) {
          return Optional.of(new Signing.Hand(own, by));
        }
      } catch (GeneralSecurityException | RuntimeException | ServiceConfigurationError other) {
        // the next may be able to
      }
    }
    return Optional.empty();
  }

  /** Returns the key as this provider wants it. */
  private static PrivateKey begin(Signature signature, PrivateKey key, Provider by)
      throws GeneralSecurityException {
    try {
      signature.initSign(key);
      return key;
    } catch (InvalidKeyException foreign) {
      PrivateKey translated =
          (PrivateKey) KeyFactory.getInstance(key.getAlgorithm(), by).translateKey(key);
      signature.initSign(translated);
      return translated;
    }
  }
}

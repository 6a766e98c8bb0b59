package io.countersign.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.impl.ECDSA;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Signs with one key. Thread-safe: whoever comes takes the engine that is free, or makes one, which
 * costs more than a short signature does.
 */
abstract class Signing<E> {
  private final AtomicReference<@Nullable E> free = new AtomicReference<>();

  abstract E engine() throws GeneralSecurityException;

  abstract byte[] sign(E engine, byte[] header, byte[] payload)
      throws GeneralSecurityException, JOSEException;

  /** Returns the signature over header, dot and payload. */
  final byte[] sign(byte[] headerAndDot, byte[] payload)
      throws GeneralSecurityException, JOSEException {
    E engine = free.getAndSet(null);
    if (engine == null) {
      engine = engine();
    }
    byte[] signature = sign(engine, headerAndDot, payload);
    free.set(engine);
    return signature;
  }

  /** Makes the first engine, which says whether the key is good for it. */
  final Signing<E> tried() throws GeneralSecurityException {
    free.set(engine());
    return this;
  }

  static Signing<?> of(JwsAlgorithm algorithm, SigningKey key) throws GeneralSecurityException {
    return algorithm.isSymmetric()
        ? new Symmetric(algorithm, key).tried()
        : new Asymmetric(algorithm, handOf(algorithm, key)).tried();
  }

  /**
   * A key, and who signs with it.
   *
   * @param by null if the JVM is to choose
   */
  record Hand(PrivateKey key, @Nullable Provider by) {}

  private static Hand handOf(JwsAlgorithm algorithm, SigningKey key) {
    PrivateKey own = (PrivateKey) key.key();
    return algorithm == JwsAlgorithm.ES256K && key.provider() == null
        ? Secp256k1.signer(algorithm.jca(), own)
        : new Hand(own, key.provider());
  }

  private static final class Symmetric extends Signing<Mac> {
    private final JwsAlgorithm algorithm;
    private final SigningKey key;

    Symmetric(JwsAlgorithm algorithm, SigningKey key) {
      this.algorithm = algorithm;
      this.key = key;
    }

    @Override
    Mac engine() throws GeneralSecurityException {
      Mac mac = Mac.getInstance(algorithm.jca());
      mac.init(key.key());
      return mac;
    }

    @Override
    byte[] sign(Mac mac, byte[] header, byte[] payload) {
      mac.update(header);
      return mac.doFinal(payload);
    }
  }

  private static final class Asymmetric extends Signing<Signature> {
    private final JwsAlgorithm algorithm;
    private final PrivateKey key;
    private final @Nullable Provider provider;

    Asymmetric(JwsAlgorithm algorithm, Hand hand) {
      this.algorithm = algorithm;
      this.key = hand.key();
      this.provider = hand.by();
    }

    /** Who signs is settled by the key, so the parameters come after it. */
    @Override
    Signature engine() throws GeneralSecurityException {
      Signature signature =
          provider == null
              ? Signature.getInstance(algorithm.jca())
              : Signature.getInstance(algorithm.jca(), provider);
      signature.initSign(key);
      Optional<PSSParameterSpec> pss = algorithm.pss();
      if (pss.isPresent()) {
        signature.setParameter(pss.get());
      }
      return signature;
    }

    /** Every provider writes ECDSA as DER; JWS wants the two numbers alone. */
    @Override
    byte[] sign(Signature signature, byte[] header, byte[] payload)
        throws GeneralSecurityException, JOSEException {
      signature.update(header);
      signature.update(payload);
      byte[] made = signature.sign();
      int length = algorithm.curveSignatureBytes();
      return length == 0 ? made : ECDSA.transcodeSignatureToConcat(made, length);
    }
  }
}

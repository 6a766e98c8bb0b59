package io.countersign.jwt;

import com.nimbusds.jose.jwk.Curve;
import java.security.Key;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The signatures of JWS (RFC 7518 §3.1, RFC 8037, RFC 8812). */
enum JwsAlgorithm {
  HS256("HmacSHA256", 256),
  HS384("HmacSHA384", 384),
  HS512("HmacSHA512", 512),
  RS256("SHA256withRSA", 256),
  RS384("SHA384withRSA", 384),
  RS512("SHA512withRSA", 512),
  PS256("RSASSA-PSS", 256),
  PS384("RSASSA-PSS", 384),
  PS512("RSASSA-PSS", 512),
  ES256("SHA256withECDSA", 256),
  ES384("SHA384withECDSA", 384),
  ES512("SHA512withECDSA", 512),
  ES256K("SHA256withECDSA", 256),
  EDDSA("EdDSA", 0);

  static final int SHORTEST_RSA = 2048;

  private final String jca;
  private final int hashBits;

  JwsAlgorithm(String jca, int hashBits) {
    this.jca = jca;
    this.hashBits = hashBits;
  }

  static List<String> names() {
    return Stream.of(values()).map(JwsAlgorithm::jose).toList();
  }

  static JwsAlgorithm of(String name) {
    for (JwsAlgorithm one : values()) {
      if (one.jose().equals(name)) {
        return one;
      }
    }
    throw Unusable.because(
        "the algorithm is not known; it must be one of " + String.join(", ", names()));
  }

  /** Returns the name in a header. */
  String jose() {
    return this == EDDSA ? "EdDSA" : name();
  }

  /** Returns the name in JCA. */
  String jca() {
    return jca;
  }

  boolean isSymmetric() {
    return name().startsWith("HS");
  }

  /** Returns the octets of a signature where it is two numbers of a curve; else 0. */
  int curveSignatureBytes() {
    Curve curve = curve();
    return curve == null ? 0 : this == ES512 ? 132 : hashBits / 4;
  }

  Optional<PSSParameterSpec> pss() {
    String hash = "SHA-" + hashBits;
    return name().startsWith("PS")
        ? Optional.of(
            new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), hashBits / 8, 1))
        : Optional.empty();
  }

  private @Nullable Curve curve() {
    return switch (this) {
      case ES256 -> Curve.P_256;
      case ES384 -> Curve.P_384;
      case ES512 -> Curve.P_521;
      case ES256K -> Curve.SECP256K1;
      default -> null;
    };
  }

  private Set<KeyKind> kinds() {
    return switch (this) {
      case HS256, HS384, HS512 -> Set.of(KeyKind.SECRET);
      case RS256, RS384, RS512 -> Set.of(KeyKind.RSA);
      case PS256, PS384, PS512 -> Set.of(KeyKind.RSA, KeyKind.RSA_PSS);
      case ES256, ES384, ES512, ES256K -> Set.of(KeyKind.EC);
      case EDDSA -> Set.of(KeyKind.ED25519, KeyKind.ED448);
    };
  }

  /** Refuses a key that is none for this; a key that hides its nature is believed. */
  void check(KeyKind kind, Key key, boolean evenIfWeak) {
    if (!kinds().contains(kind)) {
      throw Unusable.because(jose() + " takes " + wanted() + ", and this is " + kind.shown());
    }
    if (key instanceof ECKey ec && curve() != null && !curve().equals(curveOf(ec))) {
      Curve given = curveOf(ec);
      throw Unusable.because(
          jose()
              + " takes "
              + wanted()
              + ", and this is one on "
              + (given == null ? "another curve" : given.getName()));
    }
    if (!evenIfWeak) {
      checkLength(key);
    }
  }

  private static @Nullable Curve curveOf(ECKey key) {
    return Curve.forECParameterSpec(key.getParams());
  }

  private void checkLength(Key key) {
    if (isSymmetric()) {
      byte[] secret = key.getEncoded();
      if (secret != null && secret.length < hashBits / 8) {
        throw tooShort("a secret of " + hashBits / 8 + " bytes", secret.length + " bytes");
      }
    } else if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < SHORTEST_RSA) {
      throw tooShort(
          "an RSA key of " + SHORTEST_RSA + " bits", rsa.getModulus().bitLength() + " bits");
    }
  }

  private RuntimeException tooShort(String least, String has) {
    return Unusable.because(
        jose() + " needs " + least + " at least (RFC 7518 §3), and this has " + has);
  }

  private String wanted() {
    Curve curve = curve();
    if (curve != null) {
      return "an EC key on " + curve.getName();
    }
    return switch (this) {
      case EDDSA -> "an Ed25519 or Ed448 key";
      case HS256, HS384, HS512 -> "a shared secret";
      default -> "an RSA key";
    };
  }
}

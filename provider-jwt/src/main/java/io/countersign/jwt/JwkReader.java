package io.countersign.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.security.PrivateKey;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a private key that is written as JSON (RFC 7517). */
final class JwkReader {
  private JwkReader() {}

  static boolean isIn(String text) {
    return text.stripLeading().startsWith("{");
  }

  /** Returns whether it says so itself; a secret may look like anything else. */
  static boolean isJwk(String text) {
    try {
      return isIn(text) && JSONObjectUtils.parse(text).containsKey("kty");
    } catch (ParseException | RuntimeException somethingElse) {
      return false;
    }
  }

  /** Reads it; what the parser says is not passed on, for it may hold what it read. */
  static SigningKey read(String text) {
    JWK jwk;
    try {
      jwk = only(JSONObjectUtils.parse(text));
    } catch (ParseException | RuntimeException malformed) {
      throw known(malformed)
          .orElseGet(() ->
              Unusable.because("it is JSON, but no JWK, or one with a damaged member (RFC 7517)"));
    }
    if (!jwk.isPrivate()) {
      throw Unusable.because(
          "it is a JWK without the member d: a public key; give the private one");
    }
    if (KeyUse.ENCRYPTION.equals(jwk.getKeyUse())) {
      throw Unusable.because("the JWK says \"use\": \"enc\": it is no key to sign with");
    }
    return named(jwk, key(jwk));
  }

  private static Optional<RuntimeException> known(Exception failure) {
    return failure instanceof io.countersign.AuthException said
        ? Optional.of(said)
        : Optional.empty();
  }

  private static JWK only(Map<String, Object> json) throws ParseException {
    if (json.containsKey("private_key") && !json.containsKey("kty")) {
      throw Unusable.because(
          "it is a JSON document that holds a key; take that out: {{… | json:/private_key}}");
    }
    if (!json.containsKey("keys")) {
      return JWK.parse(json);
    }
    List<JWK> keys = JWKSet.parse(json).getKeys();
    if (keys.size() != 1) {
      throw Unusable.because("it is a set of " + keys.size() + " keys; give the one to sign with");
    }
    return keys.get(0);
  }

  private static SigningKey key(JWK jwk) {
    try {
      if (jwk instanceof OctetSequenceKey secret) {
        return SigningKey.secret(secret.toByteArray());
      }
      if (jwk instanceof ECKey ec) {
        return SigningKey.of(PrivateKeys.ec(ec.getD().decode(), ec.getCurve().getOID()));
      }
      if (jwk instanceof OctetKeyPair ed) {
        return SigningKey.of(PrivateKeys.ed(kind(ed), ed.getDecodedD()));
      }
      if (jwk instanceof RSAKey rsa) {
        PrivateKey key = rsa.toRSAPrivateKey();
        return SigningKey.of(new PrivateKeys.Made(KeyKind.RSA, key));
      }
    } catch (JOSEException | RuntimeException damaged) {
      throw known(damaged).orElseGet(() -> Unusable.because("the JWK has a damaged member"));
    }
    throw Unusable.because("the JWK is of a kind that signs no token");
  }

  private static KeyKind kind(OctetKeyPair key) {
    return switch (key.getCurve().getName()) {
      case "Ed25519" -> KeyKind.ED25519;
      case "Ed448" -> KeyKind.ED448;
      default -> throw Unusable.because("the JWK is for key agreement: it signs no token");
    };
  }

  private static SigningKey named(JWK jwk, SigningKey key) {
    SigningKey named = key;
    if (jwk.getKeyID() != null) {
      named = named.withKeyId(jwk.getKeyID());
    }
    if (jwk.getAlgorithm() != null) {
      named = named.onlyFor(jwk.getAlgorithm().getName());
    }
    List<Base64> chain = jwk.getX509CertChain();
    if (chain != null) {
      named = named.withCertificates(Certificates.ofBase64(chain));
    }
    return named;
  }
}

package io.countersign.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Says whether a token is signed as its public key says: by code of others. */
final class Oracle {
  private Oracle() {}

  /** Asks Nimbus, with a public key (or shared secret) as JSON. */
  static boolean verifies(String token, String jwk) throws Exception {
    JWK key = JWK.parse(jwk);
    JWSObject jws = JWSObject.parse(token);
    if (key instanceof OctetKeyPair ed && ed.getCurve().getName().equals("Ed448")) {
      return verifiesEd448(token, ed.getDecodedX());
    }
    if (key instanceof OctetSequenceKey secret && secret.size() < 256) {
      return verifiesShortSecret(token, secret.toByteArray());
    }
    return jws.verify(verifier(jws.getHeader().getAlgorithm(), key));
  }

  private static JWSVerifier verifier(JWSAlgorithm algorithm, JWK key) throws Exception {
    if (key instanceof OctetSequenceKey secret) {
      return new MACVerifier(secret);
    }
    if (key instanceof OctetKeyPair ed) {
      return new Ed25519Verifier(ed);
    }
    if (key instanceof ECKey ec) {
      ECDSAVerifier verifier = new ECDSAVerifier(ec);
      if (algorithm.equals(JWSAlgorithm.ES256K)) {
        verifier.getJCAContext().setProvider(new BouncyCastleProvider());
      }
      return verifier;
    }
    return new RSASSAVerifier(key.toRSAKey());
  }

  /** Nimbus takes no secret that is shorter than RFC 7518 demands, the JDK does. */
  private static boolean verifiesShortSecret(String token, byte[] secret) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    return MessageDigest.isEqual(mac.doFinal(signed(token)), signature(token));
  }

  private static byte[] signed(String token) {
    return token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] signature(String token) {
    return Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
  }

  /** Nimbus has no Ed448, the JDK has. */
  private static boolean verifiesEd448(String token, byte[] x) throws Exception {
    byte[] spki =
        Der.value(
            Der.SEQUENCE,
            Der.value(Der.SEQUENCE, Der.oid(KeyKind.ED448.oid())),
            Der.value(0x03, new byte[] {0}, x));
    Signature signature = Signature.getInstance("Ed448");
    signature.initVerify(
        KeyFactory.getInstance("Ed448").generatePublic(new X509EncodedKeySpec(spki)));
    signature.update(signed(token));
    return signature.verify(signature(token));
  }
}

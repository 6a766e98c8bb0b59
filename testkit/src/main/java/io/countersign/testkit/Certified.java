package io.countersign.testkit;

import io.countersign.spi.TlsIdentity;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * A key with its certificate, in the forms that configurations have. {@code toString} shows the
 * subject alone.
 *
 * @param chain its certificate, then that of its authority if there is one
 */
public record Certified(PrivateKey key, List<X509Certificate> chain) {
  private static final String ENCRYPTION = "PBEWithHmacSHA256AndAES_128";
  private static final int ROUNDS = 2048;

  /** Returns it as what a client shows. */
  public TlsIdentity identity() {
    return TlsIdentity.of(chain, key);
  }

  /** Returns TLS of a server that has it, and takes these clients. */
  public SSLContext server(TrustManager clients) {
    try {
      char[] none = {};
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      keys.setKeyEntry("key", key, none, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, none);
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(managers.getKeyManagers(), new TrustManager[] {clients}, null);
      return tls;
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Returns the certificates as PEM. */
  public String certificatePem() {
    return chain.stream().map(Certified::pem).collect(Collectors.joining());
  }

  /** Returns one certificate as PEM. */
  public static String pem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Returns the key as PEM, in PKCS #8. */
  public String keyPem() {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  /** Returns the key as PEM, in PKCS #8, encrypted with a word. */
  public String keyPem(String passphrase) {
    try {
      byte[] salt = new byte[16];
      new SecureRandom().nextBytes(salt);
      SecretKey word =
          SecretKeyFactory.getInstance(ENCRYPTION)
              .generateSecret(new PBEKeySpec(passphrase.toCharArray()));
      Cipher cipher = Cipher.getInstance(ENCRYPTION);
      cipher.init(Cipher.ENCRYPT_MODE, word, new PBEParameterSpec(salt, ROUNDS));
      byte[] encrypted = cipher.doFinal(key.getEncoded());
      AlgorithmParameters how = AlgorithmParameters.getInstance("PBES2");
      how.init(cipher.getParameters().getEncoded());
      return pem("ENCRYPTED PRIVATE KEY", new EncryptedPrivateKeyInfo(how, encrypted).getEncoded());
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  @Override
  public String toString() {
    return "Certified[" + chain.get(0).getSubjectX500Principal() + "]";
  }
}

package io.countersign.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;

/** Writes PKCS #12 files for servers. */
final class Stores {
  /** Of the stores, and of the keys in them. */
  static final String PASSWORD = ThrowawayAuthority.PASSWORD;

  private Stores() {}

  /** Writes the key of a server. */
  static Path key(Path file, Certified of) throws IOException {
    return write(
        file,
        store ->
            store.setKeyEntry(
                "key", of.key(), PASSWORD.toCharArray(), of.chain().toArray(Certificate[]::new)));
  }

  /** Writes whom a server trusts. */
  static Path trust(Path file, List<X509Certificate> certificates) throws IOException {
    return write(
        file,
        store -> {
          for (X509Certificate one : certificates) {
            store.setCertificateEntry("trusted-" + store.size(), one);
          }
        });
  }

  private interface Filling {
    void fill(KeyStore store) throws GeneralSecurityException;
  }

  private static Path write(Path file, Filling filling) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      filling.fill(store);
      store.store(out, PASSWORD.toCharArray());
      return file;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

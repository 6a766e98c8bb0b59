package io.countersign.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

/** A certificate authority that nobody else knows, a server of the loopback and a client by it. */
record ThrowawayCertificates(Path folder) {
  /** Of the stores, and of the keys in them. */
  static final String PASSWORD = "changeit";

  private static final String AUTHORITY = "authority";

  /** Returns the file with the key of the server. */
  Path server() {
    return folder.resolve("server.p12");
  }

  /** Returns the file with the key of the client. */
  Path client() {
    return folder.resolve("client.p12");
  }

  /** Returns the file with the certificate to trust, for both. */
  Path authority() {
    return folder.resolve("authority.p12");
  }

  /** Writes the three files; they are good for a day. */
  void make(String client) throws IOException {
    Path all = folder.resolve("all.p12");
    generate(all, AUTHORITY, "-ext", "bc:c");
    generate(all, "server", "-signer", AUTHORITY, "-ext", "san=ip:127.0.0.1,dns:localhost");
    generate(all, client, "-signer", AUTHORITY);
    try {
      KeyStore made = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(all)) {
        made.load(in, PASSWORD.toCharArray());
      }
      KeyStore trust = empty();
      trust.setCertificateEntry(AUTHORITY, made.getCertificate(AUTHORITY));
      write(onlyKey("server", made), server());
      write(onlyKey(client, made), client());
      write(trust, authority());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void generate(Path store, String name, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "1"));
    command.addAll(List.of(options));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (keytool.waitFor() != 0) {
        throw new IOException("keytool fails: " + printed);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool was running", ended);
    }
  }

  private static KeyStore onlyKey(String name, KeyStore all)
      throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    store.setKeyEntry(
        name,
        all.getKey(name, PASSWORD.toCharArray()),
        PASSWORD.toCharArray(),
        all.getCertificateChain(name));
    return store;
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static void write(KeyStore store, Path file)
      throws GeneralSecurityException, IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
  }
}

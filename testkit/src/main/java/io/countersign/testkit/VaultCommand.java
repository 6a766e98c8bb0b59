package io.countersign.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;

/** How Vault is set up and run: in memory, with one listener in plain and one by TLS. */
final class VaultCommand {
  /** Whom the certificate of the client is for. */
  static final String CLIENT = "client";

  private final Path installed;
  private int securePort;

  /** Runs what is in this folder. */
  VaultCommand(Path installed) {
    this.installed = installed;
  }

  URI secureRoot() {
    return URI.create("https://127.0.0.1:" + securePort);
  }

  List<String> prepare(Path folder, int port) throws IOException {
    securePort = ServerProcess.freePort();
    ThrowawayCertificates certificates = new ThrowawayCertificates(folder);
    certificates.make(CLIENT);
    write(certificates.authority(), folder, "authority");
    write(certificates.server(), folder, "server");
    write(certificates.client(), folder, "client");
    Path configuration = folder.resolve("vault.hcl");
    Files.writeString(
        configuration,
        ServerFiles.text("vault.hcl")
            .replace("@PORT@", Integer.toString(port))
            .replace("@SECURE_PORT@", Integer.toString(securePort))
            .replace("@FOLDER@", folder.toString()));
    return List.of(
        "/usr/bin/env",
        "-i",
        "PATH=/usr/bin:/bin",
        "HOME=" + folder,
        installed.resolve("vault").toString(),
        "server",
        "-config=" + configuration);
  }

  /** Writes what is in a store as PEM, which is all that Vault reads. */
  private static void write(Path store, Path folder, String name) throws IOException {
    char[] password = ThrowawayCertificates.PASSWORD.toCharArray();
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore all = KeyStore.getInstance("PKCS12");
      all.load(in, password);
      String alias = all.aliases().nextElement();
      Key key = all.getKey(alias, password);
      if (key != null) {
        Files.writeString(folder.resolve(name + ".key"), pem("PRIVATE KEY", key.getEncoded()));
      }
      Certificate certificate = all.getCertificate(alias);
      Files.writeString(
          folder.resolve(name + ".pem"), pem("CERTIFICATE", certificate.getEncoded()));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String pem(String what, byte[] content) {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
  }
}

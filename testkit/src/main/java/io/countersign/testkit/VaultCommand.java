package io.countersign.testkit;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
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

  Path program() {
    return installed.resolve("vault");
  }

  URI secureRoot() {
    return URI.create("https://127.0.0.1:" + securePort);
  }

  List<String> prepare(Path folder, int port) throws IOException {
    securePort = ServerProcess.freePort();
    ThrowawayAuthority authority = ThrowawayAuthority.in(folder);
    Files.writeString(folder.resolve("authority.pem"), Certified.pem(authority.certificate()));
    write(authority.issue("server", "-ext", "san=ip:127.0.0.1,dns:localhost"), folder, "server");
    write(authority.issue(CLIENT), folder, "client");
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
        program().toString(),
        "server",
        "-config=" + configuration);
  }

  private static void write(Certified made, Path folder, String name) throws IOException {
    Files.writeString(folder.resolve(name + ".pem"), made.certificatePem());
    Files.writeString(folder.resolve(name + ".key"), made.keyPem());
  }
}

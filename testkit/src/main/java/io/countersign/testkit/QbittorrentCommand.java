package io.countersign.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** How qBittorrent is set up and run: it looks for no peers, and nobody is banned. */
final class QbittorrentCommand {
  private static final byte[] SALT = "sixteen-bytes-of".getBytes(StandardCharsets.US_ASCII);
  private static final int ROUNDS = 100_000;
  private static final int HASH_BITS = 512;

  private QbittorrentCommand() {}

  static List<String> prepare(Path folder, int port) throws IOException {
    String configuration =
        ServerFiles.text("qbittorrent.conf")
            .replace("@USER@", RealServers.USER)
            .replace("@PASSWORD@", base64(SALT) + ":" + base64(hash()));
    Path place = Files.createDirectories(folder.resolve("qBittorrent/config"));
    Files.writeString(place.resolve("qBittorrent.conf"), configuration);
    return List.of("/usr/bin/qbittorrent-nox", "--profile=" + folder, "--webui-port=" + port);
  }

  private static byte[] hash() {
    PBEKeySpec password =
        new PBEKeySpec(RealServers.PASSWORD.toCharArray(), SALT, ROUNDS, HASH_BITS);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
          .generateSecret(password)
          .getEncoded();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java has no PBKDF2 with SHA-512", missing);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}

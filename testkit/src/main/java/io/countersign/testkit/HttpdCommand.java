package io.countersign.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** How Apache httpd is set up and run: in the foreground, as whoever runs the tests. */
final class HttpdCommand {
  private static final String REALM = "countersign";

  private HttpdCommand() {}

  static List<String> prepare(Path folder, int port) throws IOException {
    // Root's workers run as another user, who must be able to read the pages and password files.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path pages = Files.createDirectory(folder.resolve("pages"));
    Files.writeString(pages.resolve("ready.txt"), "ready\n");
    for (String area : List.of("basic", "digest", "digest-short")) {
      Files.writeString(Files.createDirectory(pages.resolve(area)).resolve("index.html"), "ok\n");
    }
    Files.writeString(folder.resolve("basic.users"), RealServers.USER + ":" + sha1() + "\n");
    Files.writeString(
        folder.resolve("digest.users"), RealServers.USER + ":" + REALM + ":" + md5() + "\n");
    Files.writeString(folder.resolve("httpd.conf"), configuration(folder, port));
    return List.of(
        "/usr/sbin/apache2",
        "-d",
        folder.toString(),
        "-f",
        folder.resolve("httpd.conf").toString(),
        "-DFOREGROUND");
  }

  private static String configuration(Path folder, int port) throws IOException {
    boolean root = "root".equals(System.getProperty("user.name"));
    return ServerFiles.text("httpd.conf")
        .replace("@PORT@", Integer.toString(port))
        .replace("@FOLDER@", folder.toString())
        .replace("@REALM@", REALM)
        .replace("@USER@", root ? "User www-data\nGroup www-data" : "");
  }

  private static String sha1() {
    return "{SHA}" + Base64.getEncoder().encodeToString(hash("SHA-1", RealServers.PASSWORD));
  }

  private static String md5() {
    return HexFormat.of()
        .formatHex(hash("MD5", RealServers.USER + ":" + REALM + ":" + RealServers.PASSWORD));
  }

  private static byte[] hash(String algorithm, String text) {
    try {
      return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("this Java has no " + algorithm, missing);
    }
  }
}

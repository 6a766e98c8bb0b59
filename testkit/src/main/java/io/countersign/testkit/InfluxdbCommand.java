package io.countersign.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How InfluxDB 1 is set up and run, and how it gets to know its one user. */
final class InfluxdbCommand {
  private InfluxdbCommand() {}

  static ServerProcess start() {
    ServerProcess process = ServerProcess.start("influxdb", "ping", 204, InfluxdbCommand::prepare);
    try {
      createUser(process.root());
      return process;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static List<String> prepare(Path folder, int port) throws IOException {
    Path file = folder.resolve("influxdb.conf");
    Files.writeString(
        file,
        ServerFiles.text("influxdb.conf")
            .replace("@FOLDER@", folder.toString())
            .replace("@PORT@", Integer.toString(port))
            .replace("@SECRET@", RealServers.SHARED_SECRET));
    return List.of("/usr/bin/influxd", "-config", file.toString());
  }

  /** The first user may be made by anybody. */
  private static void createUser(URI root) throws IOException {
    String statement =
        "CREATE USER "
            + RealServers.USER
            + " WITH PASSWORD 'password-that-nobody-uses' WITH ALL PRIVILEGES";
    HttpURLConnection connection =
        (HttpURLConnection) root.resolve("query").toURL().openConnection();
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection
        .getOutputStream()
        .write(
            ("q=" + URLEncoder.encode(statement, StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.US_ASCII));
    if (connection.getResponseCode() != 200) {
      throw new IOException("InfluxDB makes no user: " + connection.getResponseCode());
    }
  }
}

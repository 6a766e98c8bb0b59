package io.countersign.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.countersign.AuthConfigException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the example with its own files; only the port of the API is another one. */
class QuickstartTest {
  private static final String BASIC =
      "Basic "
          + Base64.getEncoder()
              .encodeToString(
                  "reports:example-billing-password".getBytes(StandardCharsets.UTF_8));

  @TempDir private Path folder;
  private HttpServer server;
  private String api = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    protect("/invoices", BASIC);
    protect("/orders", "Bearer example-orders-token");
    server.start();
    api = "http://127.0.0.1:" + server.getAddress().getPort();
    String written = Files.readString(Path.of("application.conf"));
    Files.writeString(
        folder.resolve("application.conf"), written.replace("http://localhost:8765", api));
    Files.copy(Path.of("secrets.toml"), folder.resolve("secrets.toml"));
    Files.createDirectory(folder.resolve("secrets.d"));
    for (String file : List.of("maps.key", "search.key")) {
      Files.copy(Path.of("secrets.d", file), folder.resolve("secrets.d").resolve(file));
    }
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void protect(String path, String authorization) {
    server.createContext(
        path,
        exchange -> {
          boolean known =
              List.of(authorization).equals(exchange.getRequestHeaders().get("Authorization"));
          try (exchange) {
            byte[] body = "[]".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known ? 200 : 401, body.length);
            exchange.getResponseBody().write(body);
          }
        });
  }

  private String run() throws IOException, InterruptedException {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      Quickstart.main(new String[] {folder.resolve("application.conf").toString(), api});
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void main_withTheSecretsOfTheExample_isAnsweredWith200() throws Exception {
    assertThat(run()).isEqualTo(api + "/invoices 200 []\n" + api + "/orders 200 []\n");
  }

  @Test
  void main_withoutTheTomlFile_reportsEverySecretThatWasInIt() throws Exception {
    Files.delete(folder.resolve("secrets.toml"));

    assertThatThrownBy(this::run)
        .isInstanceOf(AuthConfigException.class)
        .hasMessageContainingAll("orders.token", "metrics.key", "wiki.key")
        .hasMessageNotContaining("billing.password");
  }
}

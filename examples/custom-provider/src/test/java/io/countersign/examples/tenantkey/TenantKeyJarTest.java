package io.countersign.examples.tenantkey;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.countersign.testkit.JarOnCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar, dropped on the class path of a command that knows nothing of it; as the guide says. */
class TenantKeyJarTest {
  private static final String KEY = "canary-key";
  private static final Path GUIDE = Path.of("../../docs/write-a-provider.md");

  @TempDir private Path folder;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    command().jar("target/tenant-key-1.0.jar", TenantKeyProvider.class);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer("/orders", "X-Key", "acme:" + KEY, "[]");
    answer("/session", "X-Key", KEY, "a-token");
    answer("/cart", "X-Session", "a-token", "{}");
    server.start();
    String origin = "http://127.0.0.1:" + server.getAddress().getPort();
    block("application.conf", "crm { type = tenant-key, tenant = acme", origin);
    block("session.conf", "crm { type = tenant-session, url = \"" + origin + "/session\"", origin);
  }

  private void answer(String path, String header, String value, String answer) {
    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        path,
        exchange -> {
          boolean known = List.of(value).equals(exchange.getRequestHeaders().get(header));
          try (exchange) {
            exchange.sendResponseHeaders(known ? 200 : 401, body.length);
            exchange.getResponseBody().write(body);
          }
        });
  }

  private void block(String file, String begin, String origin) throws IOException {
    Files.writeString(
        folder.resolve(file),
        "countersign.authenticators." + begin + ", origins = [\"" + origin + "\"] }");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String run(int exit, String line) throws Exception {
    assertThat(Files.readString(GUIDE)).contains("countersign " + line);
    JarOnCommand.Ended ended = command().run(line.split(" ", -1));
    assertThat(ended.printed()).doesNotContain(KEY);
    assertThat(ended.exit()).as(ended.printed()).isEqualTo(exit);
    return ended.printed();
  }

  private JarOnCommand command() {
    return new JarOnCommand(folder, Map.of("CRM_KEY", KEY));
  }

  @Test
  void request_ofASession_beginsItFirst() throws Exception {
    assertThat(
            command()
                .run(
                    ("request --class-path target/tenant-key-1.0.jar -c session.conf"
                            + " crm GET /cart")
                        .split(" ", -1))
                .printed())
        .isEqualTo("{}");
  }

  @Test
  void check_withoutTheJar_saysThatTheTypeIsUnknown() throws Exception {
    assertThat(run(3, "check")).contains("unknown type \"tenant-key\"");
  }

  @Test
  void check_withTheJar_builds() throws Exception {
    assertThat(run(0, "check --class-path target/tenant-key-1.0.jar"))
        .isEqualTo("crm  ok  (tenant-key)" + System.lineSeparator());
  }

  @Test
  void types_withTheJar_showsWhereItComesFromAndItsSettings() throws Exception {
    assertThat(run(0, "types --class-path target/tenant-key-1.0.jar"))
        .containsPattern("tenant-key +tenant-key-1\\.0\\.jar");
    assertThat(run(0, "types --class-path target/tenant-key-1.0.jar tenant-key"))
        .contains("Tenant the key belongs to", "The tenant's API key");
  }

  @Test
  void request_withTheJar_isAnswered() throws Exception {
    assertThat(run(0, "request --class-path target/tenant-key-1.0.jar crm GET /orders"))
        .isEqualTo("[]");
  }
}

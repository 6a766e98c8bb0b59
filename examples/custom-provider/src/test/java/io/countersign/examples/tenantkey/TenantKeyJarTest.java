package io.countersign.examples.tenantkey;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar, dropped on the class path of a command that knows nothing of it. */
class TenantKeyJarTest {
  private static final String KEY = "canary-key";

  @TempDir private Path folder;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException, URISyntaxException {
    writeJar(folder.resolve("tenant-key.jar"));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/orders",
        exchange -> {
          boolean known = List.of("acme:" + KEY).equals(exchange.getRequestHeaders().get("X-Key"));
          byte[] body = "[]".getBytes(StandardCharsets.UTF_8);
          try (exchange) {
            exchange.sendResponseHeaders(known ? 200 : 401, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    Files.writeString(
        folder.resolve("application.conf"),
        "countersign.authenticators.crm { type = tenant-key, tenant = acme, origins ="
            + " [\"http://127.0.0.1:"
            + server.getAddress().getPort()
            + "\"] }");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static Path classes() throws URISyntaxException {
    return Path.of(
        TenantKeyProvider.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static void writeJar(Path jar) throws IOException, URISyntaxException {
    Path classes = classes();
    try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> all = Files.walk(classes)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        entries.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, entries);
      }
    }
  }

  private String run(int exit, String... arguments) throws Exception {
    String own = Path.of("target").toAbsolutePath().toString();
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !Path.of(entry).toAbsolutePath().startsWith(own))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                "io.countersign.cli.Main"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(Map.of("CRM_KEY", KEY));
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(printed).doesNotContain(KEY);
    assertThat(process.exitValue()).as(printed).isEqualTo(exit);
    return printed;
  }

  @Test
  void check_withoutTheJar_saysThatTheTypeIsUnknown() throws Exception {
    assertThat(run(3, "check")).contains("unknown type tenant-key");
  }

  @Test
  void check_withTheJar_builds() throws Exception {
    assertThat(run(0, "check", "--class-path", "tenant-key.jar"))
        .isEqualTo("crm  ok  (tenant-key)" + System.lineSeparator());
  }

  @Test
  void types_withTheJar_showsWhereItComesFromAndItsSettings() throws Exception {
    assertThat(run(0, "--class-path", "tenant-key.jar", "types"))
        .containsPattern("tenant-key +tenant-key\\.jar");
    assertThat(run(0, "--class-path", "tenant-key.jar", "types", "tenant-key"))
        .contains("Tenant the key belongs to", "The tenant's API key");
  }

  @Test
  void request_withTheJar_isAnswered() throws Exception {
    assertThat(run(0, "--class-path", "tenant-key.jar", "request", "crm", "GET", "/orders"))
        .isEqualTo("[]");
  }
}

package io.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import io.countersign.Authenticator;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.Body;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.spi.HttpTransport;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/**
 * Tests as data: a file {@code rows.json} beside the test, whose member {@code rows} lists them.
 */
public final class Rows {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private Rows() {}

  /** Returns the rows of this test, each by its {@code name}. */
  public static Stream<Named<Config>> of(Class<?> test) throws IOException {
    return of(test, "rows.json");
  }

  /** As {@link #of(Class)}, of another file beside the test. */
  public static Stream<Named<Config>> of(Class<?> test, String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(test.getResourceAsStream(name));
        InputStreamReader text = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      Config file =
          ConfigFactory.parseReader(
              text, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
      return file.getConfigList("rows").stream()
          .map(row -> Named.<Config>of(row.getString("name"), row));
    }
  }

  /** Returns a map of texts, whatever dots its names have; empty if the row has none. */
  public static Map<String, String> texts(Config row, String name) {
    Map<String, String> texts = new TreeMap<>();
    if (row.hasPath(name)) {
      row.getObject(name)
          .forEach((key, value) -> texts.put(key, String.valueOf(value.unwrapped())));
    }
    return texts;
  }

  /** Returns a text, empty if the row has none of this name. */
  public static String text(Config row, String name) {
    return row.hasPath(name) ? row.getString(name) : "";
  }

  /** Returns the call that {@code method}, {@code uri}, {@code headers} and {@code body} say. */
  public static HttpCall call(Config node) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    texts(node, "headers").forEach((name, value) -> headers.put(name, List.of(value)));
    Body body =
        node.hasPath("body")
            ? Body.of(node.getString("body").getBytes(StandardCharsets.UTF_8))
            : Body.none();
    AuthRequest request =
        AuthRequest.of(node.getString("method"), URI.create(node.getString("uri")), headers, body);
    return new HttpCall(
        request.method(), request.uri(), request.headers(), request.body(), LONGEST);
  }

  /**
   * Sends a request as an adapter does that follows no redirect.
   *
   * @param api answers each time that it is sent
   * @throws Exception what the caller of an adapter would get
   */
  public static HttpReply send(HttpTransport api, Authenticator authenticator, HttpCall request)
      throws Exception {
    try {
      return TestContext.with(api).http(authenticator).send(request).toCompletableFuture().join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof Exception cause ? cause : failed;
    }
  }

  /** Checks method, address, header fields and body, octet by octet. */
  public static void assertSame(HttpCall sent, HttpCall expected) {
    assertThat(sent.method()).isEqualTo(expected.method());
    assertThat(sent.uri().toString()).isEqualTo(expected.uri().toString());
    assertThat(sent.headers()).isEqualTo(expected.headers());
    assertThat(text(sent)).isEqualTo(text(expected));
  }

  /** Returns the body as text. */
  public static String text(HttpCall call) {
    return call.body() instanceof Body.Bytes bytes
        ? StandardCharsets.UTF_8.decode(bytes.content()).toString()
        : "";
  }
}

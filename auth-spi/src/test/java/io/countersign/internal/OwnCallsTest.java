package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigObject;
import io.countersign.AuthConfigException.Problem;
import io.countersign.AuthEvents;
import io.countersign.spi.AuthContext;
import io.countersign.spi.Body;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.HttpTransportProvider;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import io.countersign.spi.TokenStore;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OwnCallsTest {
  private static final List<HttpCall> SENT = new ArrayList<>();
  private static int made;
  private static int closed;

  @TempDir Path folder;

  @BeforeEach
  void forget() {
    SENT.clear();
    made = 0;
    closed = 0;
  }

  /** A transport that answers nothing and keeps what it was given. */
  public static class Recording implements HttpTransportProvider {
    @Override
    public String type() {
      return "recording";
    }

    @Override
    public List<Setting<?>> settings() {
      return List.of(Setting.plain("colour").orElse("red"), Setting.secret("proxy").optional());
    }

    @Override
    public HttpTransport create(Settings settings, AuthContext context) {
      made++;
      return new HttpTransport() {
        @Override
        public CompletableFuture<HttpReply> send(HttpCall call) {
          SENT.add(call);
          return new CompletableFuture<>();
        }

        @Override
        public void close() {
          closed++;
        }
      };
    }
  }

  /** One that cannot be made. */
  public static final class Failing extends Recording {
    @Override
    public String type() {
      return "failing";
    }

    @Override
    public HttpTransport create(Settings settings, AuthContext context) {
      throw new IllegalStateException("s3cr3t");
    }
  }

  private OwnCalls calls(String conf, Class<?>... providers) throws IOException {
    Path file = folder.resolve("META-INF/services/" + HttpTransportProvider.class.getName());
    Files.createDirectories(file.getParent());
    Files.write(file, java.util.Arrays.stream(providers).map(Class::getName).toList());
    ClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
    return calls(conf, loader, null);
  }

  private static OwnCalls calls(
      String conf, ClassLoader loader, @org.jspecify.annotations.Nullable HttpTransport given) {
    Catalog catalog = new Catalog(loader, List.of(), List.of());
    ConfigObject config = Harness.conf(conf).root();
    BlockReader reader =
        new BlockReader(
            catalog,
            new TextReader(new CellMap(Harness.NEVER_AGAIN)::of, TextReader.Literals.ALLOW));
    Surroundings around =
        new Surroundings(
            Runnable::run,
            Clock.systemUTC(),
            System::nanoTime,
            Random::new,
            Random::new,
            Map.of(),
            AuthEvents.none(),
            UnaryOperator.identity());
    return new OwnCalls(
        config,
        catalog,
        (name, origin) ->
            around.context(
                name, Path.of(""), () -> call -> new CompletableFuture<>(), TokenStore::memory),
        reader,
        given);
  }

  private static CompletableFuture<HttpReply> send(OwnCalls calls, String uri) {
    return calls
        .send(new HttpCall("GET", URI.create(uri), Map.of(), Body.none(), Duration.ofSeconds(60)))
        .toCompletableFuture();
  }

  private static String failure(CompletableFuture<HttpReply> reply) {
    return org.assertj.core.api.Assertions.catchThrowableOfType(
            CompletionException.class, reply::join)
        .getCause()
        .getMessage();
  }

  @Test
  void send_oneTransportThere_isMadeForTheFirstCallAndClosedOnce() throws IOException {
    OwnCalls calls = calls("call-timeout = 3 s", Recording.class);
    assertThat(made).isZero();

    send(calls, "https://a.example/token");
    send(calls, "http://localhost:1/token");
    calls.close();
    calls.close();

    assertThat(made).isEqualTo(1);
    assertThat(closed).isEqualTo(1);
    assertThat(SENT).extracting(HttpCall::timeout).containsOnly(Duration.ofSeconds(3)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://a.example/token", "http://127.0.0.1.evil.example/", "ftp://a.example/"})
  void send_unprotected_isRefusedAndNothingIsSent(String uri) throws IOException {
    OwnCalls calls = calls("", Recording.class);

    assertThat(failure(send(calls, uri)))
        .contains("would not be protected")
        .contains("nothing was sent");
    assertThat(made).isZero();
  }

  @Test
  void send_noTransport_namesTheJarThatBringsOne() throws IOException {
    assertThat(failure(send(calls(""), "https://a.example/")))
        .contains(
            "there is no HTTP transport for token and login calls; add io.countersign:http-jdk");
  }

  @Test
  void send_transportThatCannotBeMade_failsTheStage() throws IOException {
    assertThat(failure(send(calls("", Failing.class), "https://a.example/")))
        .contains("threw java.lang.IllegalStateException")
        .contains("a mistake of the provider")
        .doesNotContain("s3cr3t");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "colour = blue | transport: must say one of failing, recording: all of them are there",
        "transport = recordin | transport: unknown transport \"recordin\"; did you mean recording? Found: failing, recording",
        "transport = recording, color = blue | color: unknown setting; did you mean colour?",
        "transport = recording, call-timeout = 3 | call-timeout: must be a time with its unit, as 20 min or PT1H",
        "transport = recording, proxy = \"{{proxy.password}}\" | proxy: is not looked up in the sources of secrets, which may need these calls themselves; write it as ${NAME} from the environment",
      })
  void faults_badHttp_saysWhatIsWrong(String conf, String fault) throws IOException {
    assertThat(calls(conf, Failing.class, Recording.class).faults())
        .extracting(Problem::toString)
        .containsExactly("a.conf: 1: countersign.http." + fault);
  }

  @Test
  void faults_nothingSaid_isNoneWhateverIsThere() throws IOException {
    assertThat(calls("", Failing.class, Recording.class).faults()).isEmpty();
  }

  @Test
  void send_givenTransport_isUsedWithTheTimeoutOfTheConfigurationAndNotClosed() {
    HttpTransport given = new Recording().create(null, null);
    OwnCalls calls =
        calls("transport = jdk, call-timeout = 2 s, proxy = x", getClass().getClassLoader(), given);

    assertThat(calls.faults()).isEmpty();
    send(calls, "https://a.example/");
    calls.close();

    assertThat(SENT).extracting(HttpCall::timeout).containsExactly(Duration.ofSeconds(2));
    assertThat(closed).isZero();
  }
}

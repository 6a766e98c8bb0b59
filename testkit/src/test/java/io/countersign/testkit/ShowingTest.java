package io.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.typesafe.config.ConfigFactory;
import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.CallFailure;
import io.countersign.spi.Credentials;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.Live;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import io.countersign.spi.TlsIdentity;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a block gets that shows a client certificate on its own calls. */
class ShowingTest {
  private static final HttpCall CALL =
      HttpCall.of(
          "POST",
          URI.create("https://id.example/token"),
          Credentials.none(),
          Duration.ofSeconds(30));

  @TempDir private static Path folder;
  private static Map<String, Certified> all = new HashMap<>();

  private final FakeTime time = new FakeTime();
  private final MapSecrets secrets = new MapSecrets().put("a.which", "one");
  private final Pool pool = new Pool();
  private final Shower shower = new Shower();
  private @Nullable Countersign countersign;

  @BeforeAll
  static void make() {
    ThrowawayAuthority authority = ThrowawayAuthority.in(folder);
    all.put("one", authority.issue("one"));
    all.put("two", authority.issue("two"));
  }

  @BeforeEach
  void start() {
    time.setWallClockBy(
        Duration.between(
            time.instant(),
            all.get("two").chain().get(0).getNotBefore().toInstant().plusSeconds(60)));
    countersign =
        Countersign.builder()
            .time(time, time)
            .provider(shower)
            .resolver(secrets)
            .transport(pool)
            .executor(Runnable::run)
            .authenticator("a", "shower", Map.of("origins", "https://api.example"))
            .of(ConfigFactory.parseString("countersign.secrets.priority = [map]"))
            .ready();
  }

  @AfterEach
  void close() {
    Objects.requireNonNull(countersign).close();
  }

  /** A transport that answers when the test says so. */
  private static final class Pool implements HttpTransport {
    final List<String> made = new ArrayList<>();
    final List<String> closed = new ArrayList<>();
    final List<CompletableFuture<HttpReply>> calls = new ArrayList<>();

    @Override
    public CompletionStage<HttpReply> send(HttpCall call) {
      throw new AssertionError("without a certificate");
    }

    @Override
    public HttpTransport showing(TlsIdentity identity) {
      made.add(identity.toString());
      return new HttpTransport() {
        @Override
        public CompletionStage<HttpReply> send(HttpCall call) {
          CompletableFuture<HttpReply> reply = new CompletableFuture<>();
          calls.add(reply);
          return reply;
        }

        @Override
        public void close() {
          closed.add(identity.toString());
        }
      };
    }
  }

  /** A type that shows the certificate that its one secret names. */
  private static final class Shower implements AuthProvider {
    private static final Setting<Secret> WHICH = Setting.secret("which").describedAs("One of them");
    private @Nullable HttpTransport calls;
    private @Nullable Live<?> which;

    @Override
    public String type() {
      return "shower";
    }

    @Override
    public List<Setting<?>> settings() {
      return List.of(WHICH);
    }

    @Override
    public Authenticator create(Settings settings, AuthContext context) {
      Live<TlsIdentity> identity =
          settings.get(WHICH).map(name -> Objects.requireNonNull(all.get(name)).identity());
      which = identity;
      calls = context.showing(identity).http();
      return Authenticator.none();
    }

    CompletableFuture<HttpReply> send() {
      return Objects.requireNonNull(calls).send(CALL).toCompletableFuture();
    }

    void turn() {
      Objects.requireNonNull(which).latest().toCompletableFuture().join();
    }
  }

  private void answer(int call) {
    pool.calls.get(call).complete(RecordingTransport.reply(200, "text/plain", ""));
  }

  @Test
  void send_sameCertificate_isOverTheSameConnections() {
    CompletableFuture<HttpReply> first = shower.send();
    CompletableFuture<HttpReply> second = shower.send();
    answer(0);
    answer(1);
    shower.send();

    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
    assertThat(pool.made).containsExactly("TlsIdentity[CN=one]");
    assertThat(pool.closed).isEmpty();
  }

  @Test
  void send_anotherCertificate_letsTheCallsOfTheOneBeforeEnd() {
    CompletableFuture<HttpReply> late = shower.send();
    secrets.put("a.which", "two");
    shower.turn();
    CompletableFuture<HttpReply> next = shower.send();
    answer(1);

    assertThat(next).isCompleted();
    assertThat(pool.made).containsExactly("TlsIdentity[CN=one]", "TlsIdentity[CN=two]");
    assertThat(pool.closed).isEmpty();
    assertThat(late).isNotDone();

    answer(0);

    assertThat(late).isCompleted();
    assertThat(pool.closed).containsExactly("TlsIdentity[CN=one]");
  }

  @Test
  void send_anotherCertificateAndNoCall_closesTheOneBefore() {
    shower.send();
    answer(0);
    secrets.put("a.which", "two");
    shower.turn();
    shower.send();

    assertThat(pool.closed).containsExactly("TlsIdentity[CN=one]");
  }

  @Test
  void send_callFails_isNotUnderWayAnyMore() {
    shower.send();
    pool.calls.get(0).completeExceptionally(new CallFailure("broken", true));
    secrets.put("a.which", "two");
    shower.turn();
    shower.send();

    assertThat(pool.closed).containsExactly("TlsIdentity[CN=one]");
  }

  @Test
  void close_engine_closesTheConnectionsOfTheLast() {
    shower.send();
    Objects.requireNonNull(countersign).close();

    assertThat(pool.closed).containsExactly("TlsIdentity[CN=one]");
  }

  @Test
  void send_certificateHasEnded_saysSoAndSendsNothing() {
    time.advance(Duration.ofDays(2));

    Throwable failure = catchThrowable(() -> shower.send().join());

    assertThat(failure).isInstanceOf(CompletionException.class);
    assertThat(failure.getCause())
        .isInstanceOf(AuthException.class)
        .hasMessageStartingWith("the client certificate CN=one ended at ");
    assertThat(pool.made).isEmpty();
  }

  @Test
  void send_transportThatShowsNone_saysSo() {
    Shower another = new Shower();
    Countersign plain =
        Countersign.builder()
            .time(time, time)
            .provider(another)
            .resolver(secrets)
            .transport(call -> new CompletableFuture<>())
            .authenticator("a", "shower", Map.of("origins", "https://api.example"))
            .of(ConfigFactory.parseString("countersign.secrets.priority = [map]"))
            .ready();

    assertThat(catchThrowable(() -> another.send().join()))
        .hasRootCauseInstanceOf(AuthException.class)
        .hasRootCauseMessage(
            "the HTTP transport of its token calls cannot show a client certificate; http-jdk and"
                + " http-jetty can; nothing was sent");
    plain.close();
  }
}

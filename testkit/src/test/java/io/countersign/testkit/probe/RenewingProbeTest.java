package io.countersign.testkit.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.AuthException;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.SecretCanary;
import io.countersign.testkit.TestContext;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RenewingProbeTest {
  private final List<CompletableFuture<String>> fetches = new CopyOnWriteArrayList<>();
  private final RenewingProbe token = new RenewingProbe(this::fetch);
  private final Wire wire = new Wire();

  private CompletionStage<String> fetch() {
    CompletableFuture<String> started = new CompletableFuture<>();
    fetches.add(started);
    return started;
  }

  @Test
  void get_manyAtOnce_fetchesOnce() {
    List<CompletableFuture<String>> waiting = many(() -> token.get().toCompletableFuture());
    assertThat(token.now()).isNull();

    fetches.get(0).complete("t1");

    assertThat(waiting.stream().map(CompletableFuture::join)).containsOnly("t1");
    assertThat(fetches).hasSize(1);
    assertThat(token.now()).isEqualTo("t1");
  }

  @Test
  void refused_manyAtOnce_renewsOnce() {
    token.get();
    fetches.get(0).complete("t1");
    String refused = token.get().toCompletableFuture().join();

    List<CompletableFuture<String>> waiting =
        many(() -> token.refused(refused).toCompletableFuture());
    fetches.get(1).complete("t2");

    assertThat(waiting.stream().map(CompletableFuture::join)).containsOnly("t2");
    assertThat(token.refused(refused).toCompletableFuture().join()).isEqualTo("t2");
    assertThat(fetches).hasSize(2);
  }

  @Test
  void refused_renewalGivesTheSame_isTheSameObject() {
    token.get();
    fetches.get(0).complete("t1");
    String refused = token.get().toCompletableFuture().join();

    CompletableFuture<String> next = token.refused(refused).toCompletableFuture();
    fetches.get(1).complete(new String("t1"));

    assertThat(next.join()).isSameAs(refused);
  }

  @Test
  void get_failedFetch_isNotKept() {
    CompletableFuture<String> waiting = token.get().toCompletableFuture();
    fetches.get(0).completeExceptionally(new IllegalStateException("down"));
    assertThatThrownBy(waiting::join).hasRootCauseMessage("down");

    CompletableFuture<String> again = token.get().toCompletableFuture();
    fetches.get(1).complete("t1");

    assertThat(again.join()).isEqualTo("t1");
  }

  @Test
  void get_waitCancelled_endsNobodyElses() {
    CompletableFuture<String> impatient = token.get().toCompletableFuture();
    CompletableFuture<String> patient = token.get().toCompletableFuture();

    impatient.cancel(true);
    fetches.get(0).complete("t1");

    assertThat(patient.join()).isEqualTo("t1");
  }

  @Test
  void authenticator_refusedOnce_sendsTheNewToken() {
    wire.answering(401).answering(200);

    assertThat(exchangeFetching("t1", "t2")).isEqualTo(200);

    assertThat(wire.header("Authorization")).containsExactly("Bearer t1", "Bearer t2");
  }

  @Test
  void authenticator_refusedTwice_givesUp() {
    wire.answering(401).answering(401);

    assertThat(exchangeFetching("t1", "t2", "t3", "t4", "t5")).isEqualTo(401);

    assertThat(wire.header("Authorization")).containsExactly("Bearer t1", "Bearer t2");
  }

  @Test
  void from_tokenServer_givesTheBodyOrSaysTheStatusOnly() {
    SecretCanary canary = new SecretCanary();
    String secret = canary.secret("token");
    RecordingTransport transport = new RecordingTransport().json(503, secret).json(200, secret);
    RenewingProbe fetched =
        RenewingProbe.from(URI.create("https://id.example/token"), TestContext.with(transport));

    assertThatThrownBy(() -> fetched.get().toCompletableFuture().join())
        .hasRootCauseInstanceOf(AuthException.class)
        .rootCause()
        .satisfies(canary::assertAbsentFrom)
        .hasMessageContaining("503");
    assertThat(fetched.get().toCompletableFuture().join()).isEqualTo(secret);
    canary.assertAbsentFrom(fetched, fetched.authenticator());
    assertThat(transport.calls()).extracting(call -> call.method()).containsOnly("POST");
  }

  private int exchangeFetching(String... tokens) {
    List<String> left = new CopyOnWriteArrayList<>(tokens);
    RenewingProbe scripted =
        new RenewingProbe(() -> CompletableFuture.supplyAsync(() -> left.remove(0)));
    return wire.exchange(scripted.authenticator(), Wire.get("https://api.example/")).status();
  }

  private static <T> List<T> many(java.util.function.Supplier<T> ask) {
    Stream<T> asked = IntStream.range(0, 64).parallel().mapToObj(i -> ask.get());
    return asked.toList();
  }
}

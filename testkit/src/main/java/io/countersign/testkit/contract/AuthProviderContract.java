package io.countersign.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.typesafe.config.ConfigFactory;
import io.countersign.AuthConfigException;
import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.AuthExchange;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthResponse;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Body;
import io.countersign.spi.Done;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.Move;
import io.countersign.spi.Place;
import io.countersign.spi.Placement;
import io.countersign.spi.RequestBody;
import io.countersign.spi.Send;
import io.countersign.spi.Setting;
import io.countersign.testkit.LogWatch;
import io.countersign.testkit.MapSecrets;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.SecretCanary;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What every type of authentication must do; the real engine reads its block. */
public abstract class AuthProviderContract {
  private static final List<String> OF_THE_ENGINE = List.of("type", "origins", "on-conflict");

  private final SecretCanary canary = new SecretCanary();
  private final AtomicReference<Authenticator> made = new AtomicReference<>();

  @RegisterExtension final LogWatch logs = new LogWatch(canary);

  /** For subclasses. */
  protected AuthProviderContract() {}

  /** Returns what is tested. */
  protected abstract AuthProvider provider();

  /** Returns a valid block, without {@code type}, {@code origins} and its secrets; texts may be. */
  protected abstract Map<String, ?> block();

  /** Returns the secrets by their settings; each value has 8 characters or more. */
  protected abstract Map<String, String> secrets();

  /** Returns header fields that a request must go out with; an empty map if none can be known. */
  protected abstract Map<String, String> headers();

  /**
   * Returns what own calls go to; by default every call fails. A new one each time; where a call
   * obtains a token, it answers a second one, with another token: the first is refused.
   */
  protected HttpTransport transport() {
    return new RecordingTransport();
  }

  /**
   * Returns what the other side answers when it refuses what was sent; a 401 if not overridden.
   * Empty where that calls for more than another value, as a challenge does: say in a test of your
   * own what a refusal leads to.
   */
  protected Optional<AuthResponse> refusal() {
    return Optional.of(AuthResponse.of(401, Map.of(), Optional.empty()));
  }

  private Countersign engine(Watched provider, Map<String, ?> words, Map<String, String> given) {
    MapSecrets source = new MapSecrets();
    given.forEach(
        (name, value) -> source.put("crm." + name, canary.watch(name + " of secrets()", value)));
    Map<String, Object> all = new HashMap<>(words);
    all.put("origins", List.of("https://api.example"));
    return Countersign.builder()
        .provider(provider)
        .resolver(source)
        .around(authenticator -> {
          made.set(authenticator);
          return authenticator;
        })
        .authenticator("crm", provider().type(), all)
        .of(ConfigFactory.parseString("countersign.secrets.priority = [map]"));
  }

  private Authenticator build(Watched provider) {
    engine(provider, block(), secrets()).ready();
    return Objects.requireNonNull(made.get());
  }

  private Authenticator build() {
    return build(watched());
  }

  private Watched watched() {
    return new Watched(provider(), transport());
  }

  private String report(Map<String, ?> words, Map<String, String> given) {
    try {
      engine(watched(), words, given).ready();
      throw new AssertionError("expected a report, but the block was built");
    } catch (AuthConfigException report) {
      canary.assertAbsentFrom(report);
      return String.valueOf(report.getMessage());
    }
  }

  private static AuthRequest request(String method, String uri) {
    return AuthRequest.of(method, URI.create(uri), Map.of(), Body.none());
  }

  private static AuthRequest plain() {
    return request("GET", "https://api.example/orders");
  }

  /** Follows what has to be waited for; empty where it failed as it may. */
  private Optional<AuthStep> settled(AuthStep first) throws Exception {
    AuthStep step = Objects.requireNonNull(first, "a step");
    while (step instanceof Await await) {
      try {
        step = await.step().toCompletableFuture().get(10, TimeUnit.SECONDS);
      } catch (ExecutionException failed) {
        canary.assertAbsentFrom(failed);
        assertThat(failed.getCause()).isInstanceOf(AuthException.class);
        return Optional.empty();
      }
    }
    canary.assertAbsentFrom(step);
    return Optional.of(step);
  }

  /** Authenticates a request that nothing is wrong with. */
  private Send send(Authenticator authenticator) throws Exception {
    Optional<AuthStep> step = settled(authenticator.authenticate(plain()));
    assertThat(step)
        .as("a step for a plain request; if it needs own calls, transport() answers them")
        .containsInstanceOf(Send.class);
    return (Send) step.orElseThrow();
  }

  /** Returns what follows when the other side refuses what was sent; empty if it failed. */
  private Optional<AuthStep> refused(Send sent) throws Exception {
    return settled(sent.onResponse(plain(), refusal().orElseThrow()));
  }

  /** What a step carries, to be compared; it shows the places alone. */
  private List<Placement> carriedBy(Send step) {
    canary.assertAbsentFrom(step.credentials());
    return step.credentials().placements();
  }

  /** Returns the names of what may change under the provider. */
  private Set<String> changing() {
    Watched provider = watched();
    build(provider);
    return provider.secrets.keySet();
  }

  private String next(String name) {
    return canary.watch("next", "canary-after-rotation-" + name);
  }

  private static Rotating secret(Watched provider, String name) {
    return Objects.requireNonNull(provider.secrets.get(name), name);
  }

  @Test
  void provider_servicesFile_namesIt() {
    ServicesFile.assertNames(AuthProvider.class, provider());
  }

  @Test
  void provider_declaration_isLegalAndStable() {
    assertThat(provider().type()).matches("[a-z][a-z0-9-]*").isEqualTo(provider().type());
    assertThat(provider().settings())
        .allSatisfy(setting -> {
          assertThat(setting.name()).matches("[a-z][a-z0-9-]*").isNotIn(OF_THE_ENGINE);
          assertThat(setting.description()).isNotBlank();
        })
        .extracting(Object::toString)
        .doesNotHaveDuplicates()
        .containsExactlyElementsOf(provider().settings().stream().map(Object::toString).toList());
  }

  @Test
  void create_everythingMissing_isInOneReport() {
    List<String> required =
        provider().settings().stream()
            .filter(setting -> setting.presence() == Setting.Presence.REQUIRED)
            .map(Setting::name)
            .toList();
    if (required.isEmpty()) {
      return; // it has none of that
    }
    assertThat(report(Map.of(), Map.of())).contains(required);
  }

  @Test
  void create_unknownKey_isAnsweredWithTheNearest() {
    List<Setting<?>> settings = provider().settings();
    if (settings.isEmpty()) {
      return; // it has none of that
    }
    Map<String, Object> words = new HashMap<>(block());
    words.put(settings.get(0).name() + "x", "a");
    assertThat(report(words, secrets()))
        .contains(settings.get(0).name() + "x", "did you mean " + settings.get(0).name());
  }

  @Test
  void create_doesNoWork() {
    Watched provider = watched();
    build(provider);
    assertThat(provider.calls).isEmpty();
    assertThat(provider.workAtCreate).hasValue(0);
  }

  /** Threads of the JVM's own may start at any time, so the quietest of some times counts. */
  @Test
  void create_startsNoThread() {
    long fewest = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      Watched provider = watched();
      build(provider);
      fewest = Math.min(fewest, provider.threadsAtCreate.get());
    }
    assertThat(fewest).isZero();
  }

  @Test
  void authenticate_ownCallsAreNeverAnswered_returnsAtOnce() {
    Authenticator authenticator = build(new Watched(provider(), call -> new CompletableFuture<>()));
    AuthStep step =
        assertTimeoutPreemptively(
            Duration.ofSeconds(10), () -> authenticator.authenticate(plain()));
    assertThat(step).isNotNull();
  }

  @Test
  void authenticate_nameTaken_isAnErrorUnlessTheBlockReplaces() throws Exception {
    for (Placement placed : placements(build())) {
      if (placed.place() != Place.HEADER) {
        continue;
      }
      AuthRequest taken =
          AuthRequest.of(
              "GET",
              URI.create("https://api.example/orders"),
              Map.of(placed.name(), List.of("mine")),
              Body.none());
      assertThat(settled(first(taken, "error"))).isEmpty();
      AuthRequest out = settled(first(taken, "replace")).orElseThrow();
      assertThat(out.headers().get(placed.name())).hasSize(1).doesNotContain("mine");
    }
  }

  private List<Placement> placements(Authenticator authenticator) throws Exception {
    return settled(authenticator.authenticate(plain()))
        .map(step -> ((Send) step).credentials().placements())
        .orElse(List.of());
  }

  /** Returns what an adapter is told to send. */
  private CompletionStage<AuthRequest> first(AuthRequest request, String onConflict) {
    Map<String, Object> words = new HashMap<>(block());
    words.put("on-conflict", onConflict);
    Authenticator bound = engine(watched(), words, secrets()).authenticator("crm");
    Move move = AuthExchange.of(bound, request, RequestBody.inHand(), false).first();
    CompletionStage<Move> then =
        move instanceof Move.Hold hold ? hold.then() : CompletableFuture.completedFuture(move);
    return then.thenApply(sent -> ((Move.Transmit) sent).request());
  }

  private Optional<AuthRequest> settled(CompletionStage<AuthRequest> sent) throws Exception {
    try {
      return Optional.of(sent.toCompletableFuture().get(10, TimeUnit.SECONDS));
    } catch (ExecutionException failed) {
      canary.assertAbsentFrom(failed);
      assertThat(failed.getCause()).isInstanceOf(AuthException.class);
      return Optional.empty();
    }
  }

  @Test
  void authenticate_request_carriesTheHeaders() throws Exception {
    if (headers().isEmpty()) {
      return; // none can be known
    }
    Map<String, List<String>> out = plain().with(send(build()).credentials()).headers();
    headers().forEach((name, value) -> assertThat(out.get(name)).containsExactly(value));
  }

  @Test
  void authenticate_manyThreads_giveTheSamePlaces() throws Exception {
    Authenticator authenticator = build();
    List<CompletableFuture<AuthStep>> steps = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      steps.add(CompletableFuture.supplyAsync(() -> authenticator.authenticate(plain())));
    }
    List<List<String>> places = new ArrayList<>();
    for (CompletableFuture<AuthStep> step : steps) {
      List<Placement> placed =
          settled(step.join())
              .map(one -> ((Send) one).credentials().placements())
              .orElse(List.of());
      places.add(placed.stream().map(one -> one.place() + " " + one.name()).toList());
    }
    assertThat(Set.copyOf(places)).as("what goes where").hasSize(1);
  }

  @Test
  void authenticate_oddRequest_givesAStep() throws Exception {
    Authenticator authenticator = build();
    for (String method : List.of("GET", "BREW", "x", "M-SEARCH", "options")) {
      for (String uri :
          List.of("https://api.example", "https://api.example/?", "http://[::1]:1/%00")) {
        assertThat(settled(authenticator.authenticate(request(method, uri)))).isNotNull();
      }
    }
    AuthRequest huge =
        AuthRequest.of(
            "GET",
            URI.create("https://api.example/"),
            Map.of("X-Huge", List.of("x".repeat(1 << 20))),
            new Body.Unread());
    assertThat(settled(authenticator.authenticate(huge))).isNotNull();
  }

  @Test
  void onResponse_oddResponse_givesAStep() throws Exception {
    Send send = send(build());
    List<Map<String, List<String>>> heads =
        List.of(
            Map.of(),
            Map.of("WWW-Authenticate", List.of("", ",,=", "Digest realm=\"", "Basic \u0000")),
            Map.of("Location", List.of("::"), "X-Huge", List.of("x".repeat(1 << 16))));
    for (int status = 100; status < 600; status++) {
      for (Map<String, List<String>> head : heads) {
        AuthResponse response =
            AuthResponse.of(status, head, Optional.of(ByteBuffer.wrap(new byte[] {'{', 0, -1})));
        assertThat(settled(send.onResponse(plain(), response))).isNotNull();
      }
    }
  }

  @Test
  void secret_changes_nextRequestCarriesTheNewOne() throws Exception {
    for (String name : changing()) {
      Watched provider = watched();
      Authenticator authenticator = build(provider);
      Send before = send(authenticator);
      Set<List<Object>> calls = contents(provider);
      secret(provider, name).to(next(name));
      if (calls.isEmpty()) {
        assertThat(carriedBy(send(authenticator)))
            .as("what is sent when %s has changed", name)
            .isNotEqualTo(carriedBy(before));
      } else if (refusal().isPresent()) { // else what it obtained is good still
        refused(before);
        assertThat(contents(provider))
            .as("the own calls when %s has changed", name)
            .hasSizeGreaterThan(calls.size());
      }
    }
  }

  /** Returns the own calls so far, but for the time that each had. */
  private static Set<List<Object>> contents(Watched provider) {
    return provider.calls.stream()
        .map(call -> List.of(call.method(), call.uri(), call.headers(), call.body()))
        .collect(Collectors.toSet());
  }

  @Test
  void unauthorized_secretHasChanged_isRepeatedOnceWithTheNewOne() throws Exception {
    if (refusal().isEmpty()) {
      return; // the author's own test
    }
    for (String name : changing()) {
      Watched provider = watched();
      Send first = send(build(provider));
      secret(provider, name).toOnceRefused(next(name));
      Optional<AuthStep> second = refused(first);
      assertThat(second)
          .as("what is sent when a refused %s has changed; see refusal() if a 401 is none", name)
          .containsInstanceOf(Send.class);
      Send repeated = (Send) second.orElseThrow();
      assertThat(carriedBy(repeated))
          .as("what is sent after the refusal of %s", name)
          .isNotEqualTo(carriedBy(first));
      secret(provider, name).toOnceRefused(next(name + "-again"));
      assertThat(refused(repeated).filter(Send.class::isInstance))
          .as("what is sent after the second refusal")
          .isEmpty();
    }
  }

  @Test
  void unauthorized_nothingHasChanged_isNotRepeated() throws Exception {
    if (refusal().isEmpty()) {
      return; // the author's own test
    }
    Send first = send(build());
    Optional<AuthStep> second = refused(first);
    if (second.orElse(Done.DONE) instanceof Send other) {
      assertThat(carriedBy(other)).as("what is sent again").isNotEqualTo(carriedBy(first));
    }
  }

  @Test
  void shown_neverShowsASecret() {
    Authenticator authenticator = build();
    canary.assertAbsentFrom(
        authenticator, provider(), authenticator.needs(), authenticator.authenticate(plain()));
    try (Countersign engine = engine(watched(), block(), secrets())) {
      canary.assertAbsentFrom(engine.ready(), engine.explain());
    }
  }

  @Test
  void close_twice_doesNothingMore() {
    Authenticator authenticator = build();
    assertThatCode(
            () -> {
              authenticator.close();
              authenticator.close();
            })
        .doesNotThrowAnyException();
  }
}

package io.countersign.testkit.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.Body;
import io.countersign.spi.Challenge;
import io.countersign.spi.Credentials;
import io.countersign.spi.HttpReply;
import io.countersign.spi.Live;
import io.countersign.spi.Secret;
import io.countersign.spi.Send;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.TestContext;
import io.countersign.testkit.probe.ChallengeProbe;
import io.countersign.testkit.probe.RenewingProbe;
import io.countersign.testkit.probe.SigningProbe;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The four hard flows, some of them with servers that other people wrote. */
abstract class ProbeScenarios {
  private static final int MANY = 64;
  private static final String KEY = "hmac-key";
  private static final String BODY = "{\"amount\": 12.50}";

  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** How often the requests of a flow were authenticated, that is sent. */
  private int sends;

  abstract Adapter adapter();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  private Adapter.Client client(Authenticator authenticator) throws Exception {
    return adapter().open(Counting.around(authenticator, () -> sends++), Adapter.Options.PLAIN);
  }

  private Answer send(Mode mode, Adapter.Client client, Ask ask) throws Exception {
    sends = 0;
    return mode.send(client, ask);
  }

  private static AuthContext calling() {
    HttpClient bare = HttpClient.newHttpClient();
    return TestContext.with(call ->
        bare.sendAsync(
                HttpRequest.newBuilder(call.uri())
                    .method(call.method(), HttpRequest.BodyPublishers.noBody())
                    .build(),
                BodyHandlers.ofByteArray())
            .thenApply(reply ->
                new HttpReply(
                    reply.statusCode(),
                    reply.headers().map(),
                    new Body.Bytes(ByteBuffer.wrap(reply.body())))));
  }

  @ParameterizedTest
  @EnumSource
  void manyRefusedAtOnce_oneRenewalServesAll(Mode mode) throws Exception {
    try (TokenServer server = new TokenServer("t2", MANY);
        Adapter.Client client =
            adapter()
                .open(
                    RenewingProbe.from(server.at("/token"), calling()).authenticator(),
                    Adapter.Options.PLAIN)) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        all.add(threads.submit(() -> mode.send(client, Ask.get(server.at("/api"))).status()));
      }
      for (Future<Integer> status : all) {
        assertThat(status.get()).isEqualTo(200);
      }
      assertThat(server.refusals()).isEqualTo(MANY);
      assertThat(server.tokensGiven()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusedTwice_isGivenUp(Mode mode) throws Exception {
    try (TokenServer server = new TokenServer("never", 1);
        Adapter.Client client =
            client(RenewingProbe.from(server.at("/token"), calling()).authenticator())) {
      assertThat(send(mode, client, Ask.get(server.at("/api"))).status()).isEqualTo(401);
      assertThat(sends).isEqualTo(2);
      assertThat(server.tokensGiven()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("server")
  void httpbin_bearer_seesTheToken(Mode mode) throws Exception {
    RenewingProbe token =
        new RenewingProbe(
            () -> java.util.concurrent.CompletableFuture.completedFuture("t-1.x_y~z+/="));
    try (Adapter.Client client = client(token.authenticator())) {
      Answer answer = send(mode, client, Ask.get(RealServers.httpbin().resolve("bearer")));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(ConfigFactory.parseString(answer.text()).getString("token"))
          .isEqualTo("t-1.x_y~z+/=");
      assertThat(sends).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"BLOCKING, MD5", "ASYNCHRONOUS, MD5", "BLOCKING, SHA-256", "ASYNCHRONOUS, SHA-256"})
  @Tag("server")
  void httpbin_rightPassword_isChallengedOnceOnly(Mode mode, String algorithm) throws Exception {
    Ask page = Ask.get(RealServers.httpbin().resolve("digest-auth/auth/user/passwd/" + algorithm));
    try (Adapter.Client client = client(challenge("user", "passwd"))) {
      Answer first = send(mode, client, page);
      assertThat(first.status()).isEqualTo(200);
      assertThat(ConfigFactory.parseString(first.text()).getBoolean("authenticated")).isTrue();
      assertThat(sends).isEqualTo(2);
      assertThat(send(mode, client, page).status()).isEqualTo(200);
      assertThat(sends).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("server")
  void wrongPassword_isNotTriedTwice(Mode mode) throws Exception {
    for (URI page :
        List.of(
            RealServers.httpbin().resolve("digest-auth/auth/user/passwd/SHA-256"),
            RealServers.httpd().resolve("digest/"))) {
      try (Adapter.Client client = client(challenge("user", "wrong"))) {
        assertThat(send(mode, client, Ask.get(page)).status()).isEqualTo(401);
        assertThat(sends).isEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("server")
  void httpd_nextNonce_isUsedByTheNextRequest(Mode mode) throws Exception {
    URI page = RealServers.httpd().resolve("digest/");
    ChallengeProbe probe = challenge(RealServers.USER, RealServers.PASSWORD);
    try (Adapter.Client client = client(probe)) {
      Answer answer = send(mode, client, Ask.get(page));
      assertThat(sends).isEqualTo(2);
      for (int request = 0; request < 3; request++) {
        answer = send(mode, client, Ask.get(page));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(sends).isEqualTo(1);
      }
      Challenge next = Challenge.parse(List.of(headerFor(probe, page))).get(0);
      String info = answer.header("Authentication-Info");
      assertThat(next.parameter("nonce"))
          .isEqualTo(Challenge.parse(List.of("Info " + info)).get(0).parameter("nextnonce"));
      assertThat(next.parameter("nc")).contains("00000001");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("server")
  void httpd_nonceHasGoneStale_isRetriedWithTheNewOne(Mode mode) throws Exception {
    URI page = RealServers.httpd().resolve("digest-short/");
    ChallengeProbe probe = challenge(RealServers.USER, RealServers.PASSWORD);
    try (Adapter.Client client = client(probe)) {
      assertThat(send(mode, client, Ask.get(page)).status()).isEqualTo(200);
      waitUntilStale(page, headerFor(probe, page));
      assertThat(send(mode, client, Ask.get(page)).status()).isEqualTo(200);
      assertThat(sends).isEqualTo(2);
    }
  }

  /** Asks with the nonce in hand, behind the probe's back, until the server calls it stale. */
  private static void waitUntilStale(URI page, String authorization) throws Exception {
    HttpClient bare = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(page).header("Authorization", authorization).build();
    long start = System.nanoTime();
    HttpResponse<Void> response = bare.send(request, BodyHandlers.discarding());
    while (response.statusCode() == 200
        && System.nanoTime() - start < Duration.ofSeconds(20).toNanos()) {
      response = bare.send(request, BodyHandlers.discarding());
    }
    assertThat(response.headers().firstValue("WWW-Authenticate").orElse("")).contains("stale=true");
  }

  @ParameterizedTest
  @EnumSource
  @Tag("server")
  void httpbin_signedRequest_verifiesByWhatTheServerSaw(Mode mode) throws Exception {
    Config saw = seen(mode, signer(), "anything/orders?a=1&b=%2F+x");
    assertThat(saw.getString("data")).isEqualTo(BODY);
    assertThat(header(saw, "X-Body-Sha256")).isEqualTo(sha256(saw.getString("data")));
    assertThat(header(saw, "X-Signature"))
        .isEqualTo(signature(saw, "/anything/orders?a=1&b=%2F+x"));
  }

  @ParameterizedTest
  @EnumSource
  @Tag("server")
  void httpbin_keyAndSignature_signatureCoversTheKey(Mode mode) throws Exception {
    Config saw = seen(mode, Authenticator.all(List.of(key("k&1"), signer())), "anything?a=1");
    assertThat(saw.getString("args.a")).isEqualTo("1");
    assertThat(saw.getString("args.api_key")).isEqualTo("k&1");
    assertThat(header(saw, "X-Signature")).isEqualTo(signature(saw, "/anything?a=1&api_key=k%261"));
  }

  @ParameterizedTest
  @EnumSource
  @Tag("server")
  void httpd_challengeBetweenKeyAndSignature_isAnswered(Mode mode) throws Exception {
    Authenticator challenge = challenge(RealServers.USER, RealServers.PASSWORD);
    Ask ask = Ask.get(RealServers.httpd().resolve("digest/?a=1"));
    try (Adapter.Client client =
        client(Authenticator.all(List.of(key("k"), challenge, signer())))) {
      assertThat(send(mode, client, ask).status()).isEqualTo(200);
      assertThat(sends).isEqualTo(2);
      assertThat(send(mode, client, ask).status()).isEqualTo(200);
      assertThat(sends).isEqualTo(1);
    }
  }

  private Config seen(Mode mode, Authenticator authenticator, String page) throws Exception {
    Ask ask =
        Ask.post(RealServers.httpbin().resolve(page), "application/json", BODY.getBytes(UTF_8));
    try (Adapter.Client client = client(authenticator)) {
      Answer answer = send(mode, client, ask);
      assertThat(answer.status()).isEqualTo(200);
      return ConfigFactory.parseString(answer.text());
    }
  }

  private static ChallengeProbe challenge(String user, String password) {
    return new ChallengeProbe(user, Secret.of(password), TestContext.create());
  }

  private static Authenticator key(String value) {
    return Authenticator.carrying(Live.of(Credentials.query("api_key", value)));
  }

  private static SigningProbe signer() {
    return new SigningProbe("id", Secret.of(KEY), List.of("content-type"), TestContext.create());
  }

  private static String headerFor(ChallengeProbe probe, URI page) {
    Send send = (Send) probe.authenticate(AuthRequest.of("GET", page, Map.of(), Body.none()));
    return send.credentials().placements().get(0).value();
  }

  private static String header(Config saw, String name) {
    return saw.getString("headers.\"" + name + "\"");
  }

  private static String signature(Config saw, String target) throws Exception {
    String text =
        String.join(
            "\n",
            saw.getString("method"),
            target,
            "content-type:" + header(saw, "Content-Type"),
            header(saw, "X-Date"),
            sha256(saw.getString("data")));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY.getBytes(UTF_8), "HmacSHA256"));
    return "id:" + Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
  }
}

package io.countersign.basic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.countersign.AuthConfigException;
import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.Await;
import io.countersign.spi.Body;
import io.countersign.spi.Credentials;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.spi.Need;
import io.countersign.spi.Send;
import io.countersign.testkit.FakeTime;
import io.countersign.testkit.MapSecrets;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.Rows;
import io.countersign.testkit.SecretCanary;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Signatures over what goes out, beside those that openssl makes of the same octets. */
class HmacTest {
  private static final String BLOCK = "sign = \"{{method}}\", in = \"header X-Signature\"";

  private final FakeTime time = new FakeTime();
  private final MapSecrets secrets = new MapSecrets();

  private Countersign countersign(String block) {
    String config =
        "countersign.secrets.priority = [map]\n"
            + "countersign.authenticators.row { type = hmac, origins = [\"https://api.example\"]\n"
            + block
            + "\n}";
    return Countersign.builder()
        .resolver(secrets)
        .time(time, time)
        .of(
            ConfigFactory.parseString(
                    config, ConfigParseOptions.defaults().setOriginDescription("a.conf"))
                .resolve());
  }

  private Authenticator authenticator(String block) {
    secrets.put("row.key", "s3cr3t-key");
    return countersign(block).authenticator("row");
  }

  private static AuthRequest get(String address) {
    return AuthRequest.of("GET", URI.create(address), Map.of(), Body.none());
  }

  private static AuthRequest post(byte[] body) {
    return AuthRequest.of("POST", URI.create("https://api.example/"), Map.of(), Body.of(body));
  }

  private static String sent(Authenticator authenticator, AuthRequest request, String header) {
    Send send = (Send) authenticator.authenticate(request);
    return request.with(send.credentials()).headers().getOrDefault(header, List.of("")).get(0);
  }

  @ParameterizedTest
  @CsvFileSource(resources = "hmac.csv", delimiter = ';', numLinesToSkip = 1)
  void sign_vector_isWhatOpensslMakes(
      String algorithm, String keys, String key, String encoding, String text, String signature) {
    secrets.put("row.key", key);
    try (Countersign countersign =
        countersign(
            "algorithm = %s, key-encoding = %s, encoding = %s, in = \"header X-S\", sign = \"%s\""
                .formatted(algorithm, keys, encoding, text))) {
      assertThat(sent(countersign.authenticator("row"), get("https://api.example/"), "X-S"))
          .isEqualTo(signature);
    }
  }

  static Stream<Named<Config>> rows() throws IOException {
    return Rows.of(HmacTest.class, "hmac.json");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void authenticate_row_sendsWhatItSays(Config row) throws Exception {
    Rows.texts(row, "secrets").forEach(secrets::put);
    try (Countersign countersign = countersign(row.getString("block"))) {
      RecordingTransport api = new RecordingTransport().json(200, "");
      HttpCall request = call(row.getConfig("request"));
      Authenticator authenticator = countersign.authenticator("row");
      if (row.hasPath("expected")) {
        Rows.send(api, authenticator, request);
        HttpCall sent = api.calls().get(0);
        HttpCall expected = call(row.getConfig("expected"));
        Rows.assertSame(sent, expected);
        assertThat(sent.body()).isEqualTo(expected.body());
      } else {
        Throwable refusal = catchThrowable(() -> Rows.send(api, authenticator, request));
        assertThat(refusal)
            .isInstanceOfSatisfying(
                AuthException.class,
                it -> assertThat(it.category()).isEqualTo(AuthException.Category.REQUEST))
            .hasMessageContaining(row.getString("error"));
        assertThat(refusal.toString() + refusal.getCause()).doesNotContain("s3cr3t");
        assertThat(api.calls()).isEmpty();
      }
    }
  }

  /** Octets that are no text stand in Base64. */
  private static HttpCall call(Config node) {
    HttpCall call = Rows.call(node);
    return node.hasPath("octets")
        ? new HttpCall(
            call.method(),
            call.uri(),
            call.headers(),
            Body.of(Base64.getDecoder().decode(node.getString("octets"))),
            call.timeout())
        : call;
  }

  static Stream<Named<Config>> faults() throws IOException {
    return Rows.of(HmacTest.class, "hmac-faults.json");
  }

  @ParameterizedTest
  @MethodSource("faults")
  void create_fault_isInTheReportWithItsPlace(Config row) {
    secrets.put("row.key", "s3cr3t!key");

    AuthConfigException report =
        catchThrowableOfType(
            AuthConfigException.class, () -> countersign(row.getString("block")).ready());

    assertThat(report.problems().toString())
        .contains("a.conf: ", row.getString("fault"))
        .doesNotContain("s3cr3t");
  }

  @Test
  void nonce_twoRequests_isOneInAllTextsAndAnotherInTheNext() throws Exception {
    Authenticator authenticator =
        authenticator(
            "sign = \"{{nonce}}\", in = \"header X-S\", value = \"{{nonce}} {{self}}\","
                + " headers { X-Nonce = \"{{nonce}}\" }, query { n = \"{{nonce | upper}}\" }");
    List<String> nonces = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      RecordingTransport api = new RecordingTransport().json(200, "");
      Rows.send(api, authenticator, call("https://api.example/"));
      HttpCall sent = api.calls().get(0);
      String nonce = sent.headers().get("X-Nonce").get(0);
      nonces.add(nonce);

      assertThat(nonce).matches("[0-9a-f]{32}");
      assertThat(sent.uri().getQuery()).isEqualTo("n=" + nonce.toUpperCase(java.util.Locale.ROOT));
      assertThat(sent.headers().get("X-S").get(0))
          .isEqualTo(
              nonce
                  + " "
                  + sent(
                      authenticator("sign = " + nonce + ", in = \"header X-S\""),
                      get("https://api.example/"),
                      "X-S"));
    }
    assertThat(nonces).doesNotHaveDuplicates();
  }

  private static HttpCall call(String address) {
    return new HttpCall(
        "GET", URI.create(address), new TreeMap<>(), Body.none(), Duration.ofSeconds(9));
  }

  /** The secret changes, and time passes, while the request is under way. */
  private RecordingTransport refusing(Map<String, String> change) {
    return new RecordingTransport()
        .then(request -> {
          time.advance(Duration.ofSeconds(7));
          change.forEach(secrets::put);
          return CompletableFuture.completedFuture(
              new HttpReply(401, Map.of(), new Body.Bytes(ByteBuffer.allocate(0))));
        })
        .json(200, "");
  }

  @Test
  void unauthorized_keyHasChanged_isSignedAnewOnce() throws Exception {
    Authenticator authenticator =
        authenticator(
            "sign = \"{{now}}\", in = \"header X-S\", value = \"{{now}} {{nonce}} {{self}}\"");
    RecordingTransport api = refusing(Map.of("row.key", "other-key"));

    HttpReply reply = Rows.send(api, authenticator, call("https://api.example/"));

    assertThat(reply.status()).isEqualTo(200);
    List<String> sent = api.calls().stream().map(it -> it.headers().get("X-S").get(0)).toList();
    assertThat(sent).hasSize(2);
    assertThat(sent.get(0)).startsWith("2026-01-02T03:04:05Z ");
    assertThat(sent.get(1)).startsWith("2026-01-02T03:04:12Z ");
    assertThat(sent.get(0).split(" ", -1)[1]).isNotEqualTo(sent.get(1).split(" ", -1)[1]);
    assertThat(sent.get(1)).endsWith(" NUkON7FLoKOa4stYITw8YD6pKjuyUVvoKMNTC8jfkw0=");
  }

  @Test
  void unauthorized_keyIsTheSame_isTheCallers() throws Exception {
    RecordingTransport api = refusing(Map.of());

    HttpReply reply = Rows.send(api, authenticator(BLOCK), call("https://api.example/"));

    assertThat(reply.status()).isEqualTo(401);
    assertThat(api.calls()).hasSize(1);
  }

  @Test
  void authenticate_requestOfAnotherPart_signsWhatThatPutsThere() {
    Authenticator signer =
        authenticator("sign = \"{{request:authorization}} {{query}}\", in = \"header X-S\"");
    AuthRequest asPlaced =
        get("https://api.example/?a=1")
            .with(
                Credentials.header("Authorization", "Bearer t")
                    .and(Credentials.query("apikey", "k")));

    assertThat(sent(signer, asPlaced, "X-S"))
        .isEqualTo(
            sent(
                authenticator("sign = \"Bearer t a=1&apikey=k\", in = \"header X-S\""),
                get("https://api.example/"),
                "X-S"));
  }

  @Test
  void authenticate_unreadBodyThatIsSigned_failsBeforeAnythingIsSent() {
    AuthRequest request =
        AuthRequest.of("POST", URI.create("https://api.example/"), Map.of(), new Body.Unread());

    Await failed =
        (Await) authenticator("sign = \"{{body}}\", in = \"header X-S\"").authenticate(request);

    assertThat(failed.step().toCompletableFuture())
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(AuthException.class)
        .withMessageContaining("row: the body cannot be read before it is sent");
  }

  @Test
  void needs_block_areTheBodyOnlyWhereATextHasIt() {
    assertThat(authenticator(BLOCK).needs()).isEmpty();
    for (String block :
        List.of(
            "sign = \"{{body}}\", in = \"header X-S\"",
            "sign = x, in = \"header X-S\", value = \"{{self}} {{request:Content-Length}}\"",
            "sign = x, in = \"header X-S\", headers { D = \"{{body | md5}}\" }",
            "sign = x, in = \"header X-S\", form { a = \"{{now}}\" }")) {
      assertThat(authenticator(block).needs()).as(block).containsExactly(Need.REQUEST_BODY);
    }
  }

  @Test
  void authenticate_manyThreads_signsEachRequestByItself() {
    Authenticator authenticator =
        authenticator("sign = \"{{body}}\", encoding = hex, in = \"header X-S\"");
    List<AuthRequest> requests =
        Stream.iterate(1, i -> i + 1)
            .limit(64)
            .map(i -> post("x".repeat(i * 31).getBytes(UTF_8)))
            .toList();
    List<String> alone = requests.stream().map(it -> sent(authenticator, it, "X-S")).toList();

    for (int round = 0; round < 50; round++) {
      assertThat(requests.parallelStream().map(it -> sent(authenticator, it, "X-S")).toList())
          .isEqualTo(alone);
    }
    assertThat(alone).doesNotHaveDuplicates();
  }

  @Test
  void sign_readOnlyAndDirectBuffers_areReadWholeAndLeftAlone() {
    Authenticator authenticator =
        authenticator("sign = \"{{body}}{{body | sha256}}\", in = \"header X-S\"");
    ByteBuffer direct = ByteBuffer.allocateDirect(9_000);
    AuthRequest request =
        AuthRequest.of(
            "POST", URI.create("https://api.example/"), Map.of(), new Body.Bytes(direct));

    String first = sent(authenticator, request, "X-S");

    assertThat(sent(authenticator, request, "X-S")).isEqualTo(first);
    assertThat(sent(authenticator, post(new byte[9_000]), "X-S")).isEqualTo(first);
    assertThat(direct.remaining()).isEqualTo(9_000);
  }

  /** Neither the key, nor what is signed, nor the signature. */
  @Test
  void toString_everything_showsNothing() throws Exception {
    SecretCanary canary = new SecretCanary();
    secrets.put("row.key", canary.watch("key", "canary-hmac-key"));
    secrets.put("row.word", canary.watch("word", "canary-word"));
    Countersign countersign =
        countersign(
            "sign = \"{{row.word}}{{method}}\", in = \"header X-S\", headers { X = \"{{row.word |"
                + " lower}}{{now}}\" }");
    Authenticator authenticator = countersign.authenticator("row");
    AuthRequest request = get("https://api.example/?canary-argument=canary-argument");
    Send send = (Send) authenticator.authenticate(request);
    canary.watch("signature", request.with(send.credentials()).headers().get("X-S").get(0));

    canary.assertAbsentFrom(
        authenticator,
        send,
        send.credentials(),
        countersign.explain(),
        KeyEncoding.HEX,
        HmacKey.of("Hmacsha1", "canary-hmac-key".getBytes(UTF_8)));
  }
}

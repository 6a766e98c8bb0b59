package io.countersign.oauth2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.AuthConfigException;
import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.HttpCall;
import io.countersign.spi.TlsIdentity;
import io.countersign.testkit.Certified;
import io.countersign.testkit.LogWatch;
import io.countersign.testkit.Rows;
import io.countersign.testkit.ThrowawayAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The certificate that a client shows on token calls, and what is no such certificate. */
class ClientTlsTest {
  private static final String BLOCK =
      Bench.BLOCK
          + "client-authentication = tls_client_auth, client-secret = null, tls { certificate ="
          + " \"{{k.certificate}}\", key = \"{{k.key}}\" }, ";
  private static final String WORD = "word-of-the-key";

  @TempDir private static Path folder;
  private static ThrowawayAuthority authority;
  private static Certified one;
  private static Certified two;
  private static Certified ended;

  private final Bench bench = new Bench();

  @RegisterExtension final LogWatch logs = new LogWatch(bench.canary);

  @BeforeAll
  static void make() {
    authority = ThrowawayAuthority.in(folder);
    one = authority.issue("one");
    two = authority.issue("two", "-keyalg", "RSA");
    ended = authority.issue("ended", "-startdate", "-3d");
  }

  ClientTlsTest() {
    Instant now = two.chain().get(0).getNotBefore().toInstant().plusSeconds(60);
    bench.time.setWallClockBy(Duration.between(bench.time.instant(), now));
    holds(one.certificatePem(), one.keyPem());
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void holds(String certificate, String key) {
    bench.secrets.put("k.certificate", certificate).put("k.key", watched(key));
  }

  /** Marks each line of a key that is one: none may be shown, either. */
  private String watched(String key) {
    key.lines()
        .filter(line -> line.length() > 15 && !line.startsWith("-----") && !line.contains(" "))
        .forEach(line -> bench.canary.watch("line of the key", line));
    return key;
  }

  private ClientTlsTest gives(String token) {
    bench.endpoint.json(200, "{\"access_token\":\"" + token + "\",\"expires_in\":60}");
    return this;
  }

  private List<String> shown() {
    return bench.endpoint.identities().stream()
        .map(shown -> shown.map(TlsIdentity::toString).orElse("none"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls_client_auth", "self_signed_tls_client_auth"})
  void ask_certificateOfTheClient_isShownAndItsIdIsSent(String word) throws Exception {
    gives("t");
    Authenticator authenticator = bench.authenticator(BLOCK + "client-authentication = " + word);

    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer t");
    HttpCall call = bench.endpoint.calls().get(0);
    assertThat(Rows.text(call)).isEqualTo("grant_type=client_credentials&client_id=some_client_id");
    assertThat(call.headers()).doesNotContainKey("Authorization");
    assertThat(shown()).containsExactly("TlsIdentity[CN=one]");
    bench.canary.assertAbsentFrom(
        authenticator.tls().orElseThrow(), bench.endpoint.identities().get(0).orElseThrow());
  }

  /** Tokens may be bound to it, however the client says who it is (RFC 8705 §4). */
  @Test
  void ask_certificateBesideASecret_isShownToo() throws Exception {
    gives("t");
    Bench.sent(
        bench.authenticator(
            BLOCK
                + "client-authentication = client_secret_post, client-secret = \"{{k.secret}}\""));

    assertThat(Rows.text(bench.endpoint.calls().get(0))).contains("client_secret=");
    assertThat(shown()).containsExactly("TlsIdentity[CN=one]");
  }

  @Test
  void ask_noCertificate_showsNone() throws Exception {
    gives("t");
    Authenticator authenticator = bench.authenticator(Bench.BLOCK);
    Bench.sent(authenticator);

    assertThat(shown()).containsExactly("none");
    assertThat(authenticator.tls()).isEmpty();
  }

  @Test
  void ask_nestedAuthenticator_goesOverTheSameConnections() throws Exception {
    gives("t");
    Bench.sent(
        bench.authenticator(
            BLOCK + "request.authenticator { type = bearer, token = \"{{k.secret}}\" }"));

    assertThat(bench.endpoint.calls().get(0).headers()).containsKey("Authorization");
    assertThat(shown()).containsExactly("TlsIdentity[CN=one]");
  }

  @Test
  void ask_changedInItsSource_isShownOnTheNextCall() throws Exception {
    gives("t").gives("u").gives("v");
    Authenticator authenticator = bench.authenticator(BLOCK);
    Bench.sent(authenticator);
    holds(two.certificatePem(), two.keyPem());

    assertThat(Bench.sent(authenticator, 401, 200)).isEqualTo("Bearer u");
    bench.time.advance(Duration.ofSeconds(60));
    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer v");
    assertThat(shown())
        .containsExactly("TlsIdentity[CN=one]", "TlsIdentity[CN=two]", "TlsIdentity[CN=two]");
  }

  /** Two files are never replaced at one moment. */
  @Test
  void ask_onlyHalfOfItChanged_failsAndIsTriedAgain() throws Exception {
    gives("t");
    Authenticator authenticator = bench.authenticator(BLOCK);
    Bench.sent(authenticator);
    bench.time.advance(Duration.ofSeconds(50));
    bench.secrets.put("k.certificate", two.certificatePem());

    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer t");
    assertThat(bench.endpoint.calls()).hasSize(1);
    assertThat(logs.messages(java.util.logging.Level.WARNING))
        .singleElement()
        .asString()
        .startsWith("row: tls.certificate: the first certificate is of another key");
    holds(two.certificatePem(), two.keyPem());
    bench.time.advance(Duration.ofSeconds(5));
    gives("u");
    Bench.sent(authenticator);
    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer u");
    assertThat(shown()).endsWith("TlsIdentity[CN=two]");
  }

  @Test
  void ask_endsWhileItIsUsed_saysSoUntilThereIsAnother() throws Exception {
    Authenticator authenticator = bench.authenticator(BLOCK);
    bench.time.advance(Duration.ofDays(2));

    AuthException failure = bench.failure(authenticator);
    assertThat(failure.category()).isEqualTo(Category.REQUEST);
    assertThat(failure)
        .hasMessageStartingWith("row: the client certificate CN=one ended at ")
        .hasMessageEndingWith("; nothing was sent");
    assertThat(bench.endpoint.calls()).isEmpty();
    Certified later = authority.issue("later", "-startdate", "+1d", "-validity", "5");
    holds(later.certificatePem(), later.keyPem());
    bench.time.advance(Duration.ofSeconds(2));
    gives("t");
    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer t");
    assertThat(shown()).containsExactly("TlsIdentity[CN=later]");
  }

  @Test
  void ask_issuerWithAliases_goesToThem() throws Exception {
    String issuer = "https://as.example";
    String metadata =
        "{\"issuer\":\"https://as.example\",\"token_endpoint\":\"https://as.example/t\","
            + "\"revocation_endpoint\":\"https://as.example/r\",\"mtls_endpoint_aliases\":{%s}}";
    bench.endpoint.json(
        200,
        metadata.formatted(
            "\"token_endpoint\":\"https://mtls.example/t\","
                + "\"revocation_endpoint\":\"https://mtls.example/r\""));
    gives("t");
    String block = BLOCK + "token-url = null, issuer = \"" + issuer + "\"";
    Countersign engine = bench.start(block + ", revoke-on-close = true");
    Bench.sent(engine.authenticator("row"));
    bench.endpoint.json(200, "");
    engine.close();
    assertThat(addresses()).endsWith("https://mtls.example/t", "https://mtls.example/r");
    assertThat(shown()).endsWith("TlsIdentity[CN=one]", "TlsIdentity[CN=one]");

    bench.endpoint.json(200, metadata.formatted("\"userinfo_endpoint\":\"https://m.example/u\""));
    gives("u");
    Bench.sent(bench.authenticator(block));
    assertThat(addresses()).endsWith("https://as.example/t");

    bench.endpoint.json(200, metadata.formatted("\"token_endpoint\":\"/t\""));
    assertThat(bench.failure(bench.authenticator(block)))
        .hasMessageEndingWith(
            "/.well-known/openid-configuration has a token_endpoint among its mtls_endpoint_aliases"
                + " that is no address");
  }

  private List<String> addresses() {
    return bench.endpoint.calls().stream().map(call -> call.uri().toString()).toList();
  }

  static Stream<Arguments> good() {
    String key = one.keyPem();
    return Stream.of(
        Arguments.of(one.certificatePem(), key, ""),
        Arguments.of(one.certificatePem().replace("\n", "\\n"), key.replace("\n", "\\n"), ""),
        Arguments.of(one.certificatePem() + key, key + one.certificatePem(), ""),
        Arguments.of(Certified.pem(one.chain().get(0)), key, ""),
        Arguments.of(one.certificatePem(), one.keyPem(WORD), ", passphrase = \"{{k.word}}\""),
        Arguments.of(one.certificatePem(), key, ", trust = \"{{k.certificate}}\""));
  }

  @ParameterizedTest
  @MethodSource("good")
  void ask_anyUsualForm_isRead(String certificate, String key, String more) throws Exception {
    bench.secrets.put("k.word", bench.canary.watch("passphrase", WORD));
    holds(certificate, key);
    gives("t");

    Bench.sent(bench.authenticator(BLOCK.replace(" }, ", more + " }, ")));
    assertThat(shown()).containsExactly("TlsIdentity[CN=one]");
    assertThat(bench.endpoint.identities().get(0).orElseThrow().trusted())
        .hasSize(more.contains("trust") ? 2 : 0);
  }

  static Stream<Arguments> bad() {
    String certificate = one.certificatePem();
    String key = one.keyPem();
    String cut = key.substring(0, key.indexOf("-----END"));
    String damaged = key.replaceFirst("\n.{10}", "\n");
    return Stream.of(
        Arguments.of(
            certificate, two.keyPem(), "tls.certificate: the first certificate is of another"),
        Arguments.of(
            ended.certificatePem(), ended.keyPem(), "the client certificate CN=ended ended at"),
        Arguments.of(certificate, certificate, "tls.key: it is a certificate"),
        Arguments.of(key, key, "tls.certificate: it holds no certificate"),
        Arguments.of(certificate, cut, "tls.key: its PEM is cut off"),
        Arguments.of(certificate, damaged, "tls.key: "),
        Arguments.of(certificate.substring(0, 300), key, "tls.certificate: its PEM is cut off"),
        Arguments.of(
            certificate.replaceFirst("\n.{12}", "\n"),
            key,
            "tls.certificate: its certificate is damaged"),
        Arguments.of(certificate, key + two.keyPem(), "tls.key: it holds 2 private keys"),
        Arguments.of(
            certificate, one.keyPem(WORD), "tls.key: it is encrypted; give its passphrase"),
        Arguments.of(certificate, "secret-words", "tls.key: it is neither PEM"),
        Arguments.of("/etc/tls/tls.crt", key, "tls.certificate: it holds no certificate"),
        Arguments.of(certificate, "{\"kty\":\"oct\",\"k\":\"c2VjcmV0LW9mLXRoZS1rZXk\"}", "tls."));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void create_whatIsNoCertificateOrNoKey_isInTheReportWithoutIt(
      String certificate, String key, String says) {
    holds(certificate, key);

    Throwable report = catchThrowable(() -> bench.authenticator(BLOCK));

    assertThat(report).isInstanceOf(AuthConfigException.class).hasMessageContaining(says);
    bench.canary.assertAbsentFrom(report);
  }

  @Test
  void create_wrongPassphrase_isInTheReportWithoutIt() {
    holds(one.certificatePem(), one.keyPem(WORD));
    bench.secrets.put("k.word", bench.canary.watch("wrong", "another-word"));

    Throwable report =
        catchThrowable(
            () -> bench.authenticator(BLOCK.replace(" }, ", ", passphrase = \"{{k.word}}\" }, ")));

    assertThat(report).isInstanceOf(AuthConfigException.class).hasMessageContaining("tls.key: ");
    assertThat(report).hasMessageContaining("passphrase");
    bench.canary.assertAbsentFrom(report);
  }

  @Test
  void create_trustThatIsNone_isInTheReport() {
    assertThat(
            catchThrowable(
                () -> bench.authenticator(BLOCK.replace(" }, ", ", trust = \"{{k.key}}\" }, "))))
        .isInstanceOf(AuthConfigException.class)
        .hasMessageContaining("tls.trust: it holds no certificate");
  }

  @Test
  void create_wordWithoutACertificate_saysWhatItNeeds() {
    assertThat(catchThrowable(() -> bench.authenticator(BLOCK + "tls = null")))
        .isInstanceOf(AuthConfigException.class)
        .hasMessageContaining(
            "client-authentication = tls_client_auth needs the certificate that is shown: tls {"
                + " certificate = …, key = … }");
  }

  @Test
  void create_emptyBlock_looksBothUp() {
    bench.secrets.put("row.tls.certificate", one.certificatePem()).put("row.tls.key", one.keyPem());

    assertThat(
            bench
                .authenticator(
                    Bench.BLOCK
                        + "client-authentication = tls_client_auth, client-secret = null, tls {}")
                .tls())
        .isPresent();
  }
}

package io.countersign.oauth2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.AuthConfigException;
import io.countersign.AuthEvents.Kind;
import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.Authenticator;
import io.countersign.testkit.Rows;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenExchangeTest {
  private static final String EXCHANGE =
      Bench.BLOCK
          + "type = oauth2-token-exchange, client-authentication = none, client-secret ="
          + " null, ";
  private static final String SUBJECT =
      "subject { type = oauth2-client-credentials, token-url = \"https://sub.example/token\","
          + " client-id = s, client-secret = \"{{k.access}}\" }";
  private static final String ASKED_BY =
      "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&client_id=some_client_id";
  private static final String ACCESS_TOKEN =
      "urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token";

  private final Bench bench = new Bench();

  TokenExchangeTest() {
    bench.secrets.put("k.access", bench.canary.watch("given", "given-token"));
    bench.secrets.put("k.refresh", bench.canary.watch("other", "other-token"));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private TokenExchangeTest gives(String token, int seconds) {
    bench.endpoint.json(200, "{\"access_token\":\"" + token + "\",\"expires_in\":" + seconds + "}");
    return this;
  }

  private TokenExchangeTest refuses(int status, String error) {
    bench.endpoint.json(status, "{\"error\":\"" + error + "\"}");
    return this;
  }

  private String body(int call) {
    return Rows.text(bench.endpoint.calls().get(call));
  }

  private List<String> hosts() {
    return bench.endpoint.calls().stream().map(call -> call.uri().getHost()).toList();
  }

  private static String exchanging(String subject) {
    return ASKED_BY + "&subject_token=" + subject + "&subject_token_type=" + ACCESS_TOKEN;
  }

  @Test
  void ask_subjectAndActor_goWithTheirTypes() throws Exception {
    gives("t", 60);
    Authenticator authenticator =
        bench.authenticator(
            EXCHANGE
                + "subject { type = bearer, token = \"{{k.access}}\" }, subject-token-type = jwt,"
                + " actor { type = api-key, in = \"header X\", key = \"{{k.refresh}}\" },"
                + " actor-token-type = \"urn:example:key\", requested-token-type = access_token,"
                + " audience = \"https://api.example\", resource = [\"https://a.example/x\","
                + " \"urn:b\"], scope = [read]");

    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer t");
    assertThat(body(0))
        .isEqualTo(
            ASKED_BY
                + "&requested_token_type="
                + ACCESS_TOKEN
                + "&subject_token="
                + "given-token&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Ajwt&actor_token="
                + "other-token&actor_token_type=urn%3Aexample%3Akey&scope=read"
                + "&audience=https%3A%2F%2Fapi.example&resource=https%3A%2F%2Fa.example%2Fx"
                + "&resource=urn%3Ab");
  }

  @Test
  void ask_subjectThatIsObtained_isObtainedFirst() throws Exception {
    gives("s1", 60).gives("t", 60);
    Authenticator authenticator = bench.authenticator(EXCHANGE + SUBJECT);

    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer t");
    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer t");
    assertThat(hosts()).containsExactly("sub.example", "as.example");
    assertThat(body(1)).isEqualTo(exchanging("s1"));
  }

  @Test
  void authenticate_subjectIsRenewed_anotherExchangeFollowsAndNobodyWaits() throws Exception {
    gives("s1", 100).gives("t1", 3600);
    Authenticator authenticator = bench.authenticator(EXCHANGE + SUBJECT);
    Bench.sent(authenticator);
    bench.time.advance(Duration.ofSeconds(85));
    gives("s2", 100).gives("t2", 3600);

    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer t1");
    assertThat(Bench.sent(authenticator)).isIn("Bearer t1", "Bearer t2");
    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer t2");
    assertThat(hosts()).containsExactly("sub.example", "as.example", "sub.example", "as.example");
    assertThat(body(3)).isEqualTo(exchanging("s2"));
  }

  @Test
  void authenticate_subjectEndedMeanwhile_theTokenAtHandServesUntilItIsExchanged()
      throws Exception {
    gives("s1", 100).gives("t1", 3600);
    Authenticator authenticator = bench.authenticator(EXCHANGE + SUBJECT);
    Bench.sent(authenticator);
    bench.time.advance(Duration.ofSeconds(101));
    gives("s2", 100).gives("t2", 3600);

    assertThat(Bench.sent(authenticator)).isIn("Bearer t1", "Bearer t2");
    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer t2");
    assertThat(body(3)).isEqualTo(exchanging("s2"));
  }

  @Test
  void authenticate_subjectCannotBeRenewed_theTokenAtHandServes() throws Exception {
    gives("s1", 100).gives("t1", 3600);
    Authenticator authenticator = bench.authenticator(EXCHANGE + SUBJECT);
    Bench.sent(authenticator);
    bench.time.advance(Duration.ofSeconds(101));
    bench.endpoint.json(503, "");

    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer t1");
    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer t1");
    assertThat(hosts()).hasSize(3);
  }

  /** Else each request would lead to an exchange, and that to a subject. */
  @Test
  void authenticate_subjectIsGoodForOneExchange_isNotFollowed() throws Exception {
    gives("s1", 0).gives("t1", 3600).gives("s2", 0).gives("s3", 0);
    Authenticator authenticator = bench.authenticator(EXCHANGE + SUBJECT);
    Bench.sent(authenticator);
    List<String> once = hosts();
    for (int i = 0; i < 5; i++) {
      assertThat(Bench.sent(authenticator)).isEqualTo("Bearer t1");
    }
    assertThat(hosts()).isEqualTo(once).containsOnlyOnce("as.example");
  }

  @Test
  void authenticate_apiRefusesTheToken_itIsExchangedAgain() throws Exception {
    gives("s1", 3600).gives("t1", 3600).gives("t2", 3600);
    Authenticator authenticator = bench.authenticator(EXCHANGE + SUBJECT);

    assertThat(Bench.sent(authenticator, 401, 200)).isEqualTo("Bearer t2");
    assertThat(hosts()).containsExactly("sub.example", "as.example", "as.example");
    assertThat(body(2)).isEqualTo(body(1));
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_request",
    "400, invalid_grant",
    "401, invalid_token",
    "403, access_denied",
    "400, a_word_of_its_own"
  })
  void ask_subjectIsRefused_isRenewedAndExchangedAgain(int status, String error) throws Exception {
    gives("s1", 3600).refuses(status, error).gives("s2", 3600).gives("t", 3600);
    Authenticator authenticator = bench.authenticator(EXCHANGE + SUBJECT);

    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer t");
    assertThat(hosts()).containsExactly("sub.example", "as.example", "sub.example", "as.example");
    assertThat(body(3)).isEqualTo(exchanging("s2"));
    assertThat(bench.kinds()).contains(Kind.REFUSED, Kind.RENEWED).endsWith(Kind.OBTAINED);
  }

  @Test
  void ask_subjectIsRefusedTwice_failsAndSaysWhatItMayBe() {
    gives("s1", 3600)
        .refuses(400, "invalid_request")
        .gives("s2", 3600)
        .refuses(400, "invalid_request");
    AuthException failure = bench.failure(bench.authenticator(EXCHANGE + SUBJECT));

    assertThat(failure.category()).isEqualTo(Category.REFUSED);
    assertThat(failure)
        .hasMessage(
            "row: https://as.example/token answered 400: invalid_request; it wants other parameters:"
                + " see request; or what its subject or actor has is no token that it takes");
    assertThat(hosts()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "invalid_client",
        "invalid_scope",
        "invalid_target",
        "unauthorized_client",
        "unsupported_grant_type"
      })
  void ask_somethingElseIsRefused_subjectIsNotRenewed(String error) {
    gives("s1", 3600).refuses(400, error);
    AuthException failure = bench.failure(bench.authenticator(EXCHANGE + SUBJECT));

    assertThat(failure).hasMessageContaining(error).hasMessageNotContaining("its subject");
    assertThat(hosts()).hasSize(2);
  }

  @Test
  void ask_outage_subjectIsNotRenewed() throws Exception {
    gives("s1", 3600).refuses(503, "temporarily_unavailable");
    Authenticator authenticator = bench.authenticator(EXCHANGE + SUBJECT);
    assertThat(bench.failure(authenticator).category()).isEqualTo(Category.TRANSIENT);

    bench.time.advance(Duration.ofSeconds(2));
    gives("t", 3600);
    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer t");
    assertThat(hosts()).containsExactly("sub.example", "as.example", "as.example");
  }

  @Test
  void ask_staticSubjectChangedInItsSource_isReadAgainOnce() throws Exception {
    Authenticator authenticator =
        bench.authenticator(EXCHANGE + "subject { type = bearer, token = \"{{k.access}}\" }");
    bench.secrets.put("k.access", bench.canary.watch("rotated", "rotated-subject"));
    refuses(400, "invalid_request").gives("t", 60);

    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer t");
    assertThat(body(0)).isEqualTo(exchanging("given-token"));
    assertThat(body(1)).isEqualTo(exchanging("rotated-subject"));
  }

  @Test
  void ask_actorIsRefused_bothAreRenewed() throws Exception {
    String actor = SUBJECT.replace("subject", "actor").replace("sub.example", "act.example");
    gives("s1", 3600).gives("a1", 3600).refuses(400, "invalid_request");
    gives("s2", 3600).gives("a2", 3600).gives("t", 3600);
    Authenticator authenticator = bench.authenticator(EXCHANGE + SUBJECT + ", " + actor);

    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer t");
    assertThat(body(5))
        .isEqualTo(exchanging("s2") + "&actor_token=a2&actor_token_type=" + ACCESS_TOKEN);
  }

  @Test
  void ask_subjectCannotBeObtained_itsFailureIsNamed() {
    refuses(401, "invalid_client");
    AuthException failure = bench.failure(bench.authenticator(EXCHANGE + SUBJECT));

    assertThat(failure.category()).isEqualTo(Category.REFUSED);
    assertThat(failure)
        .hasMessageStartingWith(
            "row: its subject: https://sub.example/token answered 401: invalid_client");
    assertThat(hosts()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "type = http-basic, username = a, password = \"{{k.access}}\"",
        "type = none",
        "type = api-key, in = \"header A\", key = \"{{k.access}}\", headers { B = b }"
      })
  void ask_subjectWithoutAToken_saysSoAndSendsNothing(String subject) {
    AuthException failure =
        bench.failure(bench.authenticator(EXCHANGE + "subject { " + subject + " }"));

    assertThat(failure.category()).isEqualTo(Category.REQUEST);
    assertThat(failure)
        .hasMessage(
            "row: subject has no token that could be exchanged; its type must be one that sends a"
                + " token");
    assertThat(hosts()).isEmpty();
  }

  @Test
  void authenticate_seed_isUsedUntilItIsRefused() throws Exception {
    gives("s1", 3600).gives("t", 3600);
    Authenticator authenticator =
        bench.authenticator(EXCHANGE + SUBJECT + ", access-token = \"{{k.refresh}}\"");

    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer other-token");
    assertThat(hosts()).isEmpty();
    assertThat(Bench.sent(authenticator, 401, 200)).isEqualTo("Bearer t");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "actor-token-type = jwt | write actor too",
        "subject-token-type = token | must be one of access_token, refresh_token, id_token, saml1,"
            + " saml2, jwt, or a URI",
        "requested-token-type = \"urn:a b\" | or a URI",
        "resource = [\"https://a.example\", \"/path\"] | must be an absolute address without a"
            + " fragment",
        "resource = \"https://a.example/#part\" | must be an absolute address without a fragment"
      })
  void create_wordsThatDoNotFit_areInTheReport(String words, String says) {
    assertThatThrownBy(() -> bench.authenticator(EXCHANGE + SUBJECT + ", " + words))
        .isInstanceOf(AuthConfigException.class)
        .hasMessageContaining(says);
  }
}

package io.countersign.aws;

import static io.countersign.aws.Signer.header;
import static io.countersign.aws.Signer.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.AuthConfigException;
import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.spi.AuthExchange;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthResponse;
import io.countersign.spi.Body;
import io.countersign.spi.Credentials;
import io.countersign.spi.Done;
import io.countersign.spi.Move;
import io.countersign.spi.Need;
import io.countersign.spi.RequestBody;
import io.countersign.spi.Send;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigV4AuthenticatorTest {
  private static final String SQS = "region = eu-west-1, service = sqs";
  private static final String ADDRESS = "https://sqs.eu-west-1.amazonaws.com/queue?a=b";

  private static AuthResponse answer(int status) {
    return AuthResponse.of(status, Map.of(), Optional.empty());
  }

  private static String signatureOf(AuthRequest request) {
    return header(request, "Authorization").replaceAll(".*Signature=", "");
  }

  @Test
  void authenticate_headersThatClientsAddOrRewrite_areNotSigned() throws Exception {
    try (Signer signer = Signer.of(SQS)) {
      AuthRequest bare = signer.sign(request("GET", ADDRESS, "", ""));
      AuthRequest full =
          signer.sign(
              request(
                  "GET",
                  ADDRESS,
                  "User-Agent: a|Accept: b|Accept-Encoding: c|Connection: d|Content-Length: 0|"
                      + "X-Amzn-Trace-Id: e|Expect: f|X-Api-Key: g|Cookie: h",
                  ""));

      assertThat(header(full, "Authorization")).isEqualTo(header(bare, "Authorization"));
      assertThat(full.headers()).containsKeys("User-Agent", "Cookie");
    }
  }

  @Test
  void authenticate_hostOfTheCaller_isTheOneThatIsSigned() throws Exception {
    try (Signer signer = Signer.of(SQS)) {
      AuthRequest own = signer.sign(request("GET", "https://other.example/queue?a=b", "", ""));
      AuthRequest said = signer.sign(request("GET", ADDRESS, "Host: other.example", ""));

      assertThat(signatureOf(said)).isEqualTo(signatureOf(own));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Authorization: x", "X-Amz-Date: 20200101T000000Z", "X-AMZ-CONTENT-SHA256: x"})
  void authenticate_nameIsTaken_isAnErrorOrReplaced(String header) throws Exception {
    AuthRequest plain = request("GET", ADDRESS, "", "");
    AuthRequest taken = request("GET", ADDRESS, header, "");
    try (Signer strict = Signer.of(SQS);
        Signer replacing = Signer.of(SQS + ", on-conflict = replace")) {
      assertThatThrownBy(() -> transmitted(strict, taken))
          .isInstanceOfSatisfying(
              AuthException.class,
              it -> assertThat(it.category()).isEqualTo(AuthException.Category.REQUEST));
      assertThat(transmitted(replacing, taken)).isEqualTo(transmitted(replacing, plain));
    }
  }

  private static Map<String, List<String>> transmitted(Signer signer, AuthRequest request)
      throws Exception {
    Move move =
        AuthExchange.of(signer.authenticator(), request, RequestBody.inHand(), false).first();
    if (move instanceof Move.Hold hold) {
      try {
        move = hold.then().toCompletableFuture().get(20, TimeUnit.SECONDS);
      } catch (ExecutionException failed) {
        throw (Exception) failed.getCause();
      }
    }
    return Map.copyOf(((Move.Transmit) move).request().headers());
  }

  @Test
  void authenticate_tokenOfTheCaller_isSignedWithTheOtherHeaders() throws Exception {
    try (Signer signer = Signer.of(SQS)) {
      AuthRequest out =
          signer.sign(request("GET", ADDRESS, "X-Amz-Security-Token: of the caller", ""));

      assertThat(header(out, "Authorization")).contains(";x-amz-security-token,");
      assertThat(header(out, "X-Amz-Security-Token")).isEqualTo("of the caller");
    }
  }

  @Test
  void needs_theBody_unlessItIsNotSigned() throws Exception {
    AuthRequest streamed = AuthRequest.of("PUT", URI.create(ADDRESS), Map.of(), new Body.Unread());
    try (Signer signing = Signer.of(SQS);
        Signer not = Signer.of(SQS + ", sign-body = false")) {
      assertThat(signing.authenticator().needs()).containsExactly(Need.REQUEST_BODY);
      assertThat(not.authenticator().needs()).isEmpty();
      assertThat(header(not.sign(streamed), "x-amz-content-sha256")).isEqualTo("UNSIGNED-PAYLOAD");
      assertThat(
              header(
                  not.sign(request("PUT", "http://127.0.0.1:1/", "", "body")),
                  "x-amz-content-sha256"))
          .isEqualTo("UNSIGNED-PAYLOAD");
      assertThatThrownBy(() -> signing.sign(streamed))
          .isInstanceOf(AuthException.class)
          .hasMessageContaining("sign-body = false");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "s3, '', true",
    "s3-outposts, '', true",
    "sqs, '', false",
    "s3, ', double-encode = true, normalize-path = true', false",
    "sqs, ', double-encode = false, normalize-path = false', true"
  })
  void authenticate_path_isTakenAsItIsInS3(String service, String more, boolean asItIs)
      throws Exception {
    try (Signer signer = Signer.of("region = eu-west-1, service = " + service + more)) {
      String odd = signatureOf(signer.sign(request("GET", "https://h.example/b/./a", "", "")));
      String even = signatureOf(signer.sign(request("GET", "https://h.example/b/a", "", "")));
      assertThat(odd.equals(even)).isEqualTo(!asItIs);
    }
    String named = "region = eu-west-1, service = " + service;
    try (Signer signer = Signer.of(named + more);
        Signer once = Signer.of(named + ", double-encode = false, normalize-path = " + !asItIs)) {
      AuthRequest request = request("GET", "https://h.example/a%20b", "", "");
      assertThat(signatureOf(signer.sign(request)).equals(signatureOf(once.sign(request))))
          .isEqualTo(asItIs);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"BREW", "get", "PROPFIND"})
  void authenticate_methodThatTheSdkDoesNotSign_isRefused(String method) {
    try (Signer signer = Signer.of(SQS)) {
      assertThatThrownBy(() -> signer.sign(request(method, ADDRESS, "", "")))
          .isInstanceOf(AuthException.class)
          .hasMessageContaining("[GET, POST, PUT, DELETE, HEAD, PATCH, OPTIONS]");
    }
  }

  @Test
  void authenticate_eventStream_isRefusedAndSaysSo() {
    try (Signer signer = Signer.of(SQS + ", sign-body = false")) {
      assertThatThrownBy(() ->
              signer.sign(
                  request("POST", ADDRESS, "Content-Type: application/vnd.amazon.eventstream", "")))
          .isInstanceOf(AuthException.class)
          .hasMessageContaining("event streams");
    }
  }

  @Test
  void authenticate_time_isThatOfTheRequest() throws Exception {
    try (Signer signer = Signer.of(SQS)) {
      AuthRequest request = request("GET", ADDRESS, "", "");
      assertThat(header(signer.sign(request), "X-Amz-Date")).isEqualTo("20260102T030405Z");
      signer.time.advance(Duration.ofDays(1));
      assertThat(header(signer.sign(request), "X-Amz-Date")).isEqualTo("20260103T030405Z");
      assertThat(header(signer.sign(request), "Authorization")).contains("/20260103/eu-west-1/");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void onResponse_refusedAndTheKeyHasChanged_isSignedAgainOnce(int status) throws Exception {
    AuthRequest request = request("GET", ADDRESS, "", "");
    try (Signer signer = Signer.of(SQS)) {
      Authenticator authenticator = signer.authenticator();
      Send first = (Send) authenticator.authenticate(request);
      assertThat(first.onResponse(request, answer(200))).isEqualTo(Done.DONE);

      signer.secrets.put("crm.access-key-id", "AKIDNEXT").put("crm.secret-access-key", "next");
      Send again = (Send) Signer.settled(first.onResponse(request, answer(status)));

      AuthRequest out = request.with(again.credentials());
      assertThat(header(out, "Authorization")).contains("Credential=AKIDNEXT/");
      assertThat(signer.sign(request).headers()).isEqualTo(out.headers());
      signer.secrets.put("crm.secret-access-key", "later");
      assertThat(Signer.settled(again.onResponse(request, answer(status)))).isEqualTo(Done.DONE);
    }
  }

  @Test
  void onResponse_refusedAndNothingHasChanged_isTheCallers() throws Exception {
    AuthRequest request = request("GET", ADDRESS, "", "");
    try (Signer signer = Signer.of(SQS)) {
      Send first = (Send) signer.authenticator().authenticate(request);
      int before = signer.secrets.batches().size();

      assertThat(Signer.settled(first.onResponse(request, answer(403)))).isEqualTo(Done.DONE);
      assertThat(signer.secrets.batches()).hasSizeGreaterThan(before);
    }
  }

  @Test
  void composite_asTheLastPart_signsWhatTheOthersHavePlaced() throws Exception {
    AuthRequest request = request("GET", "https://h.example/a", "", "");
    try (Signer signer = Signer.of("region = eu-west-1, service = execute-api")) {
      Credentials others =
          Credentials.header("X-Amz-Target", "t").and(Credentials.query("key", "k ä"));
      Authenticator composite =
          Authenticator.all(
              List.of(seen -> Send.of(others, (bare, came) -> Done.DONE), signer.authenticator()));
      AuthRequest out =
          request.with(((Send) Signer.settled(composite.authenticate(request))).credentials());

      AuthRequest alone =
          signer.sign(request("GET", "https://h.example/a?key=k%20%C3%A4", "X-Amz-Target: t", ""));
      assertThat(signatureOf(out)).isEqualTo(signatureOf(alone));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "AKID EXAMPLE, x, the access key id is empty",
    "'', x, the access key id is empty",
    "'AKID/x', x, the access key id is empty",
    "AKIDEXAMPLE, '', the secret access key is empty",
    "AKIDEXAMPLE, '  ', the secret access key is empty"
  })
  void ready_keyThatCannotSign_isInTheReport(String id, String secret, String said) {
    try (Signer signer =
        Signer.of(
            SQS
                + ", access-key-id = \"{{literal:"
                + id
                + "}}\", secret-access-key = \"{{literal:"
                + secret
                + "}}\"")) {
      assertThatThrownBy(signer::authenticator)
          .isInstanceOf(AuthConfigException.class)
          .hasMessageContaining(said);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "service = sqs; region",
        "region = eu-west-1; service",
        "region = \"eu/west\", service = sqs; must be a region, as eu-west-1",
        "region = eu-west-1, service = SQS; must be the name of a service, as execute-api",
        "region = eu-west-1, service = sqs, credentials = profile; one of keys, chain",
        "region = eu-west-1, service = sqs, credentials = chain, access-key-id = a; access-key-id",
        "region = eu-west-1, service = sqs, credentials = chain, session-token = \"{{literal:zz9}}\";"
            + " session-token goes with an access key of this block",
        "region = eu-west-1, service = sqs, session-token = \"{{literal:zz 9}}\"; the session token"
      })
  void ready_blockThatIsWrong_isInTheReport(String block, String said) {
    try (Signer signer = Signer.of(block)) {
      assertThatThrownBy(signer::authenticator)
          .isInstanceOf(AuthConfigException.class)
          .hasMessageContaining(said);
    }
  }
}

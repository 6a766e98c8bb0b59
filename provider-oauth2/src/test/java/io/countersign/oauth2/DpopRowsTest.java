package io.countersign.oauth2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jwt.SignedJWT;
import com.typesafe.config.Config;
import io.countersign.AuthConfigException;
import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.Rows;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What RFC 9449 asks of a client, as data: a block, what the token endpoint and the API answer, and
 * the nonce of each proof that they were sent, {@code -} for none.
 */
class DpopRowsTest {
  /** Of all proofs of a row, each is another, and all are of one key. */
  private final Set<String> seen = new HashSet<>();

  private final Set<String> keys = new HashSet<>();

  static Stream<Named<Config>> rows() throws IOException {
    return Rows.of(DpopRowsTest.class, "dpop-rows.json");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void authenticate_row_provesWhatItSays(Config row) throws Exception {
    try (Bench bench = new Bench()) {
      TestKeys.put(bench);
      if (row.hasPath("fault")) {
        Throwable report =
            catchThrowable(() -> bench.authenticator(Bench.BLOCK + row.getString("block")));
        assertThat(report)
            .isInstanceOf(AuthConfigException.class)
            .hasMessageContaining(row.getString("fault"));
        bench.canary.assertAbsentFrom(report);
        return;
      }
      row.getConfigList("calls").forEach(call -> script(bench.endpoint, call));
      Authenticator authenticator = bench.authenticator(Bench.BLOCK + row.getString("block"));
      for (Config request : row.getConfigList("requests")) {
        bench.time.advance(Duration.parse(Rows.text(request, "after").replaceAll("^$", "PT0S")));
        take(bench, authenticator, request);
      }
      assertThat(bench.endpoint.left()).isZero();
      assertProven(bench, bench.endpoint.calls(), nonces(row.getConfigList("calls")));
      assertThat(keys).hasSizeLessThanOrEqualTo(1);
    }
  }

  private static List<String> nonces(List<? extends Config> calls) {
    return calls.stream().map(call -> call.getString("proves")).toList();
  }

  private static void script(RecordingTransport to, Config answer) {
    HttpReply plain =
        RecordingTransport.reply(
            answer.getInt("status"), "application/json", Rows.text(answer, "reply"));
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(plain.headers());
    if (answer.hasPath("nonce")) {
      headers.put("DPoP-Nonce", List.of(answer.getString("nonce")));
    }
    if (answer.hasPath("challenges")) {
      headers.put("WWW-Authenticate", answer.getStringList("challenges"));
    }
    to.then(asked ->
        CompletableFuture.completedFuture(new HttpReply(plain.status(), headers, plain.body())));
  }

  private void take(Bench bench, Authenticator authenticator, Config step) throws Exception {
    RecordingTransport api = new RecordingTransport();
    List<? extends Config> answers = step.getConfigList("answers");
    answers.forEach(answer -> script(api, answer));
    HttpCall request = Rows.call(step);
    if (step.hasPath("error")) {
      AuthException failure =
          catchThrowableOfType(AuthException.class, () -> Rows.send(api, authenticator, request));
      assertThat(failure).hasMessageContaining(step.getString("error"));
      assertThat(failure.category().name()).isEqualTo(step.getString("category"));
      bench.canary.assertAbsentFrom(failure);
    } else {
      assertThat(Rows.send(api, authenticator, request).status())
          .isEqualTo(answers.get(answers.size() - 1).getInt("status"));
    }
    assertThat(api.left()).isZero();
    assertProven(bench, api.calls(), nonces(answers));
    for (int i = 0; i < api.calls().size(); i++) {
      HttpCall sent = api.calls().get(i);
      Config answer = answers.get(i);
      String carries = answer.hasPath("carries") ? answer.getString("carries") : "DPoP one";
      String in = step.hasPath("in") ? step.getString("in") : "Authorization";
      assertThat(sent.headers().get(in)).containsExactly(carries);
      SignedJWT proof = SignedJWT.parse(proofOf(sent));
      String token = carries.substring(carries.indexOf(' ') + 1);
      assertThat(proof.getJWTClaimsSet().getClaim("ath")).isEqualTo(Proofs.ath(token));
      if (step.hasPath("htu")) {
        assertThat(proof.getJWTClaimsSet().getClaim("htu")).isEqualTo(step.getString("htu"));
      }
    }
  }

  private static String proofOf(HttpCall sent) {
    List<String> lines = sent.headers().get("DPoP");
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }

  private void assertProven(Bench bench, List<HttpCall> calls, List<String> nonces)
      throws Exception {
    assertThat(calls).hasSameSizeAs(nonces);
    for (int i = 0; i < calls.size(); i++) {
      HttpCall call = calls.get(i);
      SignedJWT proof = Proofs.verified(proofOf(call));
      Map<String, Object> claims = proof.getJWTClaimsSet().getClaims();
      assertThat(claims).containsEntry("htm", call.method());
      assertThat(String.valueOf(claims.get("htu"))).doesNotContain("?").doesNotContain("#");
      assertThat(proof.getJWTClaimsSet().getIssueTime()).isBeforeOrEqualTo(bench.time.instant());
      assertThat(claims.getOrDefault("nonce", "-")).isEqualTo(nonces.get(i));
      assertThat(seen.add(String.valueOf(claims.get("jti")))).isTrue();
      keys.add(proof.getHeader().getJWK().computeThumbprint().toString());
    }
  }
}

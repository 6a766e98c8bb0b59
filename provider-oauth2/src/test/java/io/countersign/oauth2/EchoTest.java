package io.countersign.oauth2;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigValueFactory;
import io.countersign.AuthException;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.testkit.LogWatch;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.Rows;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An endpoint that says back all that it was sent: nothing of it is shown to anybody. */
class EchoTest {
  private static final List<String> BLOCKS =
      List.of(
          Bench.BLOCK,
          Bench.BLOCK + "client-authentication = client_secret_post",
          Bench.BLOCK + "client-authentication = client_secret_basic_legacy",
          Bench.REFRESH + "client-authentication = client_secret_basic_and_post",
          Bench.REFRESH + "request { method = GET, encoding = query }",
          Bench.BLOCK
              + "request { encoding = json, headers { Authorization = \"Odd {{k.access}}\" },"
              + " parameters { more = \"{{k.refresh}}\" } }",
          Bench.BLOCK + "type = oauth2-password, username = joe, password = \"{{k.access}}\"");

  private static final List<UnaryOperator<String>> SPELLINGS =
      List.of(
          said -> said,
          said -> URLDecoder.decode(said, StandardCharsets.UTF_8),
          said -> said.replace("+", "%20"),
          said -> said.replace("&", "\u0000\r\n&"),
          EchoTest::decoded,
          said -> said.replaceAll("(?s).*Basic ([A-Za-z0-9+/=]+).*", "$1"));

  private final Bench bench = new Bench();

  @RegisterExtension final LogWatch logs = new LogWatch(bench.canary);

  private static String decoded(String said) {
    String basic = said.replaceAll("(?s).*Basic ([A-Za-z0-9+/=]+).*|.*", "$1");
    return new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8) + said;
  }

  static Stream<Arguments> echoes() {
    return BLOCKS.stream()
        .flatMap(block ->
            Stream.of(200, 400, 401, 500, 302)
                .flatMap(status ->
                    SPELLINGS.stream().map(spelling -> Arguments.of(status, block, spelling))));
  }

  @ParameterizedTest
  @MethodSource("echoes")
  void failure_endpointThatEchoes_showsNothingOfIt(
      int status, String block, UnaryOperator<String> spelling) {
    bench.endpoint.then(call -> {
      String said = spelling.apply(all(call));
      String json =
          "{\"error\":"
              + ConfigValueFactory.fromAnyRef(said.substring(said.length() / 2)).render()
              + ",\"error_description\":"
              + ConfigValueFactory.fromAnyRef(said).render()
              + ",\"error_uri\":"
              + ConfigValueFactory.fromAnyRef(said).render()
              + "}";
      HttpReply reply = RecordingTransport.reply(status, "application/json", json);
      return CompletableFuture.completedFuture(
          new HttpReply(
              status,
              Map.of("Location", List.of("https://" + status + ".example/?" + status)),
              reply.body()));
    });

    AuthException failure = bench.failure(bench.authenticator(block));

    assertThat(failure.getMessage().codePoints().filter(Character::isISOControl)).isEmpty();
    assertThat(failure.getMessage()).hasSizeLessThan(500);
    bench.close();
  }

  private static String all(HttpCall call) {
    return call.uri().getRawQuery() + " " + call.headers() + " " + Rows.text(call);
  }
}

package io.countersign.oauth2;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.HttpCall;
import io.countersign.testkit.Rows;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAuthenticationTest {
  private static final String ID = "id+/ü";
  private static final String SECRET = "s&=:+ %2F~*ü€\"";

  private static HttpCall call(String word) throws Exception {
    try (Bench bench = new Bench()) {
      bench.secrets.put("k.secret", bench.canary.watch("odd", SECRET)).put("k.id", ID);
      bench.endpoint.json(200, "{\"access_token\":\"t\"}");
      Bench.sent(
          bench.authenticator(
              Bench.BLOCK
                  + "client-id = \"{{k.id}}\", client-authentication = "
                  + word
                  + (word.equals("none") ? ", client-secret = null" : "")));
      return bench.endpoint.calls().get(0);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "client_secret_basic | id%2B%2F%C3%BC:s%26%3D%3A%2B+%252F%7E*%C3%BC%E2%82%AC%22 |",
        "client_secret_basic_legacy | id+/ü:s&=:+ %2F~*ü€\" |",
        "client_secret_post | - | &client_id=id%2B%2F%C3%BC&client_secret=s%26%3D%3A%2B+%252F%7E*%C3%BC%E2%82%AC%22",
        "client_secret_basic_and_post | id%2B%2F%C3%BC:s%26%3D%3A%2B+%252F%7E*%C3%BC%E2%82%AC%22"
            + " | &client_id=id%2B%2F%C3%BC&client_secret=s%26%3D%3A%2B+%252F%7E*%C3%BC%E2%82%AC%22",
        "none | - | &client_id=id%2B%2F%C3%BC",
      })
  void ask_oddCharacters_areEncodedAsEachFormWantsIt(String word, String pair, String body)
      throws Exception {
    HttpCall call = call(word);

    assertThat(call.headers().get("Authorization"))
        .isEqualTo(pair == null ? null : List.of("Basic " + base64(pair)));
    assertThat(Rows.text(call))
        .isEqualTo("grant_type=client_credentials" + (body == null ? "" : body));
  }

  @Test
  void ask_json_hasTheSameAsMembers() throws Exception {
    try (Bench bench = new Bench()) {
      bench.endpoint.json(200, "{\"access_token\":\"t\"}");
      Bench.sent(
          bench.authenticator(
              Bench.BLOCK
                  + "client-id = \"a\\\"b\", client-secret = \"c/d\\\\e\", scope = [x, y],"
                  + " client-authentication = client_secret_post, request { encoding = json, names {"
                  + " client_id = \"a/b~c\" }, parameters { e = \"{{k.access}}\" } }"));

      HttpCall call = bench.endpoint.calls().get(0);
      assertThat(call.headers()).containsEntry("Content-Type", List.of("application/json"));
      assertThat(Rows.text(call))
          .startsWith(
              "{\"grant_type\":\"client_credentials\",\"a/b~c\":\"a\\\"b\","
                  + "\"client_secret\":\"c/d\\\\e\",\"scope\":\"x y\",\"e\":\"");
    }
  }

  private static String base64(String pair) {
    return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }
}

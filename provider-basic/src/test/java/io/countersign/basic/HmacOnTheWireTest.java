package io.countersign.basic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.typesafe.config.ConfigFactory;
import io.countersign.AuthException;
import io.countersign.Countersign;
import io.countersign.http.jdk.AuthenticatingHttpClient;
import io.countersign.spi.AuthExchange;
import io.countersign.testkit.MapSecrets;
import io.countersign.testkit.adapter.Api;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that signs what has arrived, and compares. */
@Timeout(60)
class HmacOnTheWireTest {
  private static final String SIGN =
      "{{now | http-date | lower}}{{method | lower}}{{target | lower}}{{body | lower}}"
          + "{{request:content-type | lower}}";

  private static Countersign countersign(Api api) {
    return Countersign.builder()
        .resolver(
            new MapSecrets()
                .put("nexus.key", "a-key")
                .put("nexus.key-id", "id-1")
                .put("nexus.api-key", "an-api-key"))
        .of(
            ConfigFactory.parseString(
                """
                countersign.secrets.priority = [map]
                countersign.authenticators.nexus {
                  type = hmac, origins = ["%s"]
                  sign = "%s"
                  in = "header Authorization", value = "HMAC_1 {{nexus.key-id}}:{{self}}"
                  headers { x-dapi-date = "{{now | http-date}}", x-nexus-api-key = "{{nexus.api-key}}" }
                }
                """
                    .formatted(api.at("/"), SIGN)));
  }

  /** As the API's documentation says: base64 of the HMAC of all of it in lower case. */
  private static Api.Answer verified(Api.Seen seen) {
    String signed =
        seen.header("x-dapi-date")
            + seen.method()
            + seen.uri()
            + seen.body()
            + seen.header("Content-Type");
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec("a-key".getBytes(UTF_8), "HmacSHA256"));
      String should =
          Base64.getEncoder()
              .encodeToString(mac.doFinal(signed.toLowerCase(Locale.ROOT).getBytes(UTF_8)));
      boolean same = seen.header("Authorization").equals("HMAC_1 id-1:" + should);
      return Api.Answer.of(same && seen.header("x-nexus-api-key").equals("an-api-key") ? 200 : 403);
    } catch (java.security.GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }

  private static HttpRequest.Builder to(Api api, String target) {
    return HttpRequest.newBuilder(api.at(target)).version(HttpClient.Version.HTTP_1_1);
  }

  @Test
  void send_datasetsShape_isWhatTheServerSigns() throws Exception {
    try (Api api = Api.of(HmacOnTheWireTest::verified);
        Countersign countersign = countersign(api)) {
      HttpClient client =
          AuthenticatingHttpClient.of(HttpClient.newBuilder(), countersign.authenticator("nexus"));
      byte[] large = "Ünicode and MORE ".repeat(20_000).getBytes(UTF_8);
      List<HttpRequest> requests =
          List.of(
              to(api, "/v1/Data?From=%C3%A4&to=A%2Fb").build(),
              to(api, "/v1/Data")
                  .header("Content-Type", "Application/JSON")
                  .POST(BodyPublishers.ofString("{\"Query\": \"SELECT É\"}"))
                  .build(),
              to(api, "/").POST(BodyPublishers.ofInputStream(() -> stream(large))).build(),
              to(api, "/nobody").POST(BodyPublishers.noBody()).build());
      List<Integer> statuses = new ArrayList<>();
      for (HttpRequest request : requests) {
        statuses.add(client.send(request, BodyHandlers.discarding()).statusCode());
      }

      assertThat(statuses).containsOnly(200);
    }
  }

  private static InputStream stream(byte[] content) {
    return new ByteArrayInputStream(content);
  }

  @Test
  void send_bodyThatIsTooLargeToBeSigned_failsBeforeAnythingIsSent() throws Exception {
    try (Api api = Api.of(HmacOnTheWireTest::verified);
        Countersign countersign = countersign(api)) {
      HttpClient client =
          AuthenticatingHttpClient.of(HttpClient.newBuilder(), countersign.authenticator("nexus"));
      byte[] huge = new byte[AuthExchange.REQUEST_BODY + 1];
      HttpRequest request =
          to(api, "/").POST(BodyPublishers.ofInputStream(() -> stream(huge))).build();

      Throwable refusal = catchThrowable(() -> client.send(request, BodyHandlers.discarding()));

      assertThat(refusal).hasRootCauseInstanceOf(AuthException.class);
      assertThat(api.seen).isEmpty();
    }
  }
}

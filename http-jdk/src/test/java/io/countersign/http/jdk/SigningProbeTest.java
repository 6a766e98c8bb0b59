package io.countersign.http.jdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.countersign.Authenticator;
import io.countersign.spi.Credentials;
import io.countersign.spi.Live;
import io.countersign.spi.Secret;
import io.countersign.testkit.HttpdCommand;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.TestContext;
import io.countersign.testkit.probe.ChallengeProbe;
import io.countersign.testkit.probe.CompositeProbe;
import io.countersign.testkit.probe.SigningProbe;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The signing and the composite probe: the server tells what it saw, and that is verified. */
@Tag("server")
class SigningProbeTest {
  private static final String KEY = "hmac-key";
  private static final String BODY = "{\"amount\": 12.50}";

  @ParameterizedTest
  @EnumSource
  void httpbin_signedRequest_verifiesByWhatTheServerSaw(Mode mode) throws Exception {
    Config saw = seen(mode, signer(), "anything/orders?a=1&b=%2F+x");

    assertThat(saw.getString("data")).isEqualTo(BODY);
    assertThat(header(saw, "X-Body-Sha256")).isEqualTo(sha256(saw.getString("data")));
    assertThat(header(saw, "X-Signature"))
        .isEqualTo(signature(saw, "/anything/orders?a=1&b=%2F+x"));
  }

  @ParameterizedTest
  @EnumSource
  void httpbin_keyAndSignature_signatureCoversTheKey(Mode mode) throws Exception {
    Authenticator both = new CompositeProbe(key("k&1"), signer());

    Config saw = seen(mode, both, "anything?a=1");

    assertThat(saw.getString("args.a")).isEqualTo("1");
    assertThat(saw.getString("args.api_key")).isEqualTo("k&1");
    assertThat(header(saw, "X-Signature")).isEqualTo(signature(saw, "/anything?a=1&api_key=k%261"));
  }

  @ParameterizedTest
  @EnumSource
  void httpd_challengeBetweenKeyAndSignature_isAnswered(Mode mode) throws Exception {
    Authenticator challenge =
        new ChallengeProbe(
            HttpdCommand.USER, Secret.of(HttpdCommand.PASSWORD), TestContext.create());
    AuthenticatingHttpClient client =
        ProbeClient.of(new CompositeProbe(key("k"), challenge, signer()));
    HttpRequest request = ProbeClient.get(RealServers.httpd().resolve("digest/?a=1"));

    HttpResponse<String> first = ProbeClient.send(mode, client, request);
    HttpResponse<String> second = ProbeClient.send(mode, client, request);

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(ProbeClient.sends(first)).isEqualTo(2);
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(ProbeClient.sends(second)).isEqualTo(1);
  }

  private static Config seen(Mode mode, Authenticator authenticator, String page) throws Exception {
    URI address = RealServers.httpbin().resolve(page);
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(BODY))
            .build();
    HttpResponse<String> response = ProbeClient.send(mode, ProbeClient.of(authenticator), request);
    assertThat(response.statusCode()).isEqualTo(200);
    return ConfigFactory.parseString(response.body());
  }

  private static Authenticator key(String value) {
    return Authenticator.carrying(Live.of(Credentials.query("api_key", value)));
  }

  private static SigningProbe signer() {
    return new SigningProbe("id", Secret.of(KEY), List.of("content-type"), TestContext.create());
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

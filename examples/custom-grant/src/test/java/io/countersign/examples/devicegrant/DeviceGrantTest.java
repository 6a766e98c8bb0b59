package io.countersign.examples.devicegrant;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Body;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.Send;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.contract.AuthProviderContract;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DeviceGrantTest {
  private static final String REPLY = "{\"access_token\":\"t0ken\",\"expires_in\":3600}";

  @Test
  void grant_isSignedAndItsTokenServesEveryRequest() {
    RecordingTransport calls = new RecordingTransport().json(200, REPLY);
    try (Countersign countersign =
        Countersign.builder()
            .transport(calls)
            .environment(Map.of("ACME_DEVICE_KEY", "built-in"))
            .of(
                ConfigFactory.parseString(
                    """
                    countersign {
                      secrets.priority = [env]
                      authenticators.acme {
                        type = oauth2-device-key
                        token-url = "https://acme.example/token"
                        client-id = device-7
                        client-authentication = none
                        origins = ["https://acme.example"]
                      }
                    }\
                    """))) {
      Authenticator acme = countersign.authenticator("acme");
      assertThat(sent(acme)).isEqualTo(sent(acme));
    }
    assertThat(calls.calls()).hasSize(1);
    Body.Bytes body = (Body.Bytes) calls.calls().get(0).body();
    assertThat(StandardCharsets.US_ASCII.decode(body.content()).toString())
        .contains("grant_type=urn%3Aacme%3Adevice", "client_id=device-7", "signature=", "moment=");
  }

  private static String sent(Authenticator authenticator) {
    AuthStep step =
        authenticator.authenticate(
            AuthRequest.of("GET", URI.create("https://acme.example/"), Map.of(), Body.none()));
    if (step instanceof Await await) {
      step = await.step().toCompletableFuture().join();
    }
    return ((Send) step).credentials().placements().get(0).value();
  }

  @Test
  void provider_isShort() throws IOException {
    try (var lines =
        Files.lines(
            Path.of(
                "src/main/java/io/countersign/examples/devicegrant/DeviceGrantProvider.java"))) {
      long written =
          lines
              .filter(line ->
                  !line.isBlank() && !line.startsWith("import ") && !line.startsWith("package "))
              .count();
      assertThat(written).isLessThan(40);
    }
  }

  @Nested
  class Contract extends AuthProviderContract {
    @Override
    protected AuthProvider provider() {
      return new DeviceGrantProvider();
    }

    @Override
    protected Map<String, ?> block() {
      return Map.of(
          "token-url", "https://acme.example/token",
          "client-id", "device-7",
          "client-authentication", "none");
    }

    @Override
    protected Map<String, String> secrets() {
      return Map.of("device-key", "canary-device-key");
    }

    @Override
    protected Map<String, String> headers() {
      return Map.of("Authorization", "Bearer t0ken");
    }

    @Override
    protected HttpTransport transport() {
      return new RecordingTransport()
          .then(call ->
              java.util.concurrent.CompletableFuture.completedFuture(
                  RecordingTransport.reply(200, "application/json", REPLY)));
    }
  }
}

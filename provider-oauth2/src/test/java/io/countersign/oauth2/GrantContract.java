package io.countersign.oauth2;

import io.countersign.spi.Body;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpTransport;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.contract.AuthProviderContract;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * What every grant must do as any type. Its endpoint gives a token for each use, which is another
 * exactly if the token request was another: so a secret that changes is seen in what is sent.
 */
abstract class GrantContract extends AuthProviderContract {

  @Override
  protected Map<String, ?> block() {
    Map<String, Object> block = new HashMap<>(own());
    block.put("token-url", "https://as.example/token");
    block.put("client-id", "some-client");
    return block;
  }

  /** Returns what the block of this type needs beside the endpoint and the client. */
  protected abstract Map<String, ?> own();

  @Override
  protected Map<String, String> headers() {
    return Map.of();
  }

  @Override
  protected HttpTransport transport() {
    return call ->
        CompletableFuture.completedFuture(
            RecordingTransport.reply(
                200,
                "application/json",
                "{\"access_token\":\"" + digest(call) + "\",\"expires_in\":0}"));
  }

  private static UUID digest(HttpCall call) {
    String body =
        call.body() instanceof Body.Bytes bytes
            ? StandardCharsets.UTF_8.decode(bytes.content()).toString()
            : "";
    return UUID.nameUUIDFromBytes((call.headers() + body).getBytes(StandardCharsets.UTF_8));
  }
}

package io.countersign.session;

import io.countersign.spi.AuthProvider;
import io.countersign.spi.HttpTransport;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.contract.AuthProviderContract;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A block that logs in. */
class SessionContractTest extends AuthProviderContract {
  @Override
  protected AuthProvider provider() {
    return new SessionProvider();
  }

  @Override
  protected Map<String, ?> block() {
    return Map.of(
        "in",
        "header X-Session",
        "login",
        Map.of(
            "url",
            "https://login.example/session",
            "token",
            "json /id",
            "json",
            Map.of("user", "alice", "password", "{{crm.password}}")),
        "logout",
        Map.of("url", "https://login.example/session", "method", "DELETE"));
  }

  @Override
  protected Map<String, String> secrets() {
    return Map.of("password", "canary-password");
  }

  @Override
  protected Map<String, String> headers() {
    return Map.of("X-Session", "s3ss1on");
  }

  @Override
  protected HttpTransport transport() {
    return call ->
        CompletableFuture.completedFuture(
            RecordingTransport.reply(201, "application/json", "{\"id\": \"s3ss1on\"}"));
  }
}

package io.countersign.aws;

import com.typesafe.config.ConfigFactory;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Body;
import io.countersign.spi.Send;
import io.countersign.testkit.FakeTime;
import io.countersign.testkit.MapSecrets;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** An engine with one block, {@code crm}, whose steps are taken by hand. */
final class Signer implements AutoCloseable {
  static final String ID = "AKIDEXAMPLE";
  static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

  final FakeTime time = new FakeTime();
  final MapSecrets secrets =
      new MapSecrets().put("crm.access-key-id", ID).put("crm.secret-access-key", SECRET);
  private final Countersign countersign;

  private Signer(String block) {
    countersign =
        Countersign.builder()
            .resolver(secrets)
            .time(time, time)
            .environment(Map.of())
            .of(
                ConfigFactory.parseString(
                    "countersign { secrets.priority = [map], authenticators.crm {"
                        + " type = aws-sigv4, origins = any, "
                        + block
                        + " } }"));
  }

  /** Returns one whose block says this beside its type and origins. */
  static Signer of(String block) {
    return new Signer(block);
  }

  Signer at(Instant now) {
    time.setWallClockBy(Duration.between(time.instant(), now));
    return this;
  }

  Authenticator authenticator() {
    return countersign.authenticator("crm");
  }

  static AuthRequest request(String method, String address, String headers, String body) {
    Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line : headers.isEmpty() ? new String[0] : headers.split("\\|")) {
      String[] field = line.split(":", 2);
      fields.computeIfAbsent(field[0].strip(), none -> new ArrayList<>()).add(field[1].strip());
    }
    return AuthRequest.of(
        method,
        URI.create(address),
        fields,
        body.isEmpty() ? Body.none() : Body.of(body.getBytes(StandardCharsets.UTF_8)));
  }

  /** Returns the request as it goes out. */
  AuthRequest sign(AuthRequest request) throws Exception {
    return request.with(((Send) settled(authenticator().authenticate(request))).credentials());
  }

  /** Returns the step that is no waiting; throws what the waiting failed with. */
  static AuthStep settled(AuthStep first) throws Exception {
    AuthStep step = first;
    while (step instanceof Await await) {
      try {
        step = await.step().toCompletableFuture().get(20, TimeUnit.SECONDS);
      } catch (ExecutionException failed) {
        throw (Exception) failed.getCause();
      }
    }
    return step;
  }

  static String header(AuthRequest request, String name) {
    return request.headers().getOrDefault(name, List.of()).stream()
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    countersign.close();
  }
}

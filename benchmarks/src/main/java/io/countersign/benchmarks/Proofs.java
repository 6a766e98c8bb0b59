package io.countersign.benchmarks;

import com.typesafe.config.ConfigFactory;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.Body;
import io.countersign.spi.HttpReply;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One request with a token that is bound to a key, and its proof, beside what plain JCA costs for
 * that one signature, by {@code ES256}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 50, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class Proofs {
  static final String TOKEN = "a-token-of-40-characters-123456789012345";

  /** As long as header and claims of a proof are, encoded. */
  private static final byte[] SIGNED = new byte[512];

  private final AuthRequest request = Blocks.request();
  private final Fields fields = new Fields();
  private Authenticator authenticator = Authenticator.none();
  private KeyPair pair = new KeyPair(null, null);

  /** Makes a key, and obtains a token. */
  @Setup
  public void setUp() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    pair = generator.generateKeyPair();
    authenticator = open().authenticator("crm");
    authenticator.attributes().toCompletableFuture().join();
  }

  /** Returns an engine with a token at hand for whoever asks. */
  static Countersign open() {
    String reply =
        "{\"access_token\": \"%s\", \"token_type\": \"DPoP\", \"expires_in\": 3600}"
            .formatted(TOKEN);
    return Countersign.builder()
        .transport(call ->
            CompletableFuture.completedFuture(
                new HttpReply(
                    200,
                    Map.of("Content-Type", List.of("application/json")),
                    new Body.Bytes(ByteBuffer.wrap(reply.getBytes(StandardCharsets.UTF_8))))))
        .environment(Map.of("CRM_CLIENT_SECRET", "a-secret"))
        .of(
            ConfigFactory.parseString(
                """
                countersign.authenticators.crm {
                  type = oauth2-client-credentials
                  token-url = "https://login.example.com/token"
                  client-id = app
                  dpop {}
                  origins = ["https://api.example.com"]
                }
                """));
  }

  /** Signs so many bytes. */
  @Benchmark
  public Object floor() throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initSign(pair.getPrivate());
    signature.update(SIGNED);
    return signature.sign();
  }

  /** Asks what {@code Countersign.authenticator} returned: origins, token, proof. */
  @Benchmark
  public Object proven() {
    fields.next().authenticate(authenticator, request);
    return fields;
  }
}

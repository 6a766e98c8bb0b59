package io.countersign.benchmarks;

import com.typesafe.config.ConfigFactory;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.Body;
import io.countersign.spi.Place;
import io.countersign.spi.Placement;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One request that is signed by {@code hmac}, with the date and two texts beside it, and the same
 * by hand; and what plain JCA costs for that signature, handed the octets.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 50, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class RequestSignatures {
  private static final String KEY = "a-key-of-32-characters-1234567890";
  private static final byte[] BODY =
      "{\"query\": \"lines of orders\", \"limit\": 100}".getBytes(StandardCharsets.UTF_8);
  private static final byte[] SIGNED = new byte[145];
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private final AuthRequest request =
      AuthRequest.of(
          "POST",
          URI.create("https://api.example.com/v2/orders/4711?expand=lines"),
          Map.of("Content-Type", List.of("application/json")),
          Body.of(BODY));
  private final Fields fields = new Fields();
  private final Authenticator authenticator = open().authenticator("shop");

  private static Countersign open() {
    return Countersign.builder()
        .environment(Map.of("SHOP_KEY", KEY, "SHOP_KEY_ID", "id-1", "SHOP_APPLICATION", "till"))
        .of(
            ConfigFactory.parseString(
                """
                countersign.authenticators.shop {
                  type = hmac
                  sign = "{{now | http-date | lower}}{{method | lower}}{{target | lower}}{{body | lower}}{{request:content-type | lower}}"
                  in = "header Authorization"
                  value = "HMAC_1 {{shop.key-id}}:{{self}}"
                  headers { X-Date = "{{now | http-date}}", X-Application = "{{shop.application}}" }
                  origins = ["https://api.example.com"]
                }
                """));
  }

  private static byte[] mac(byte[] text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return mac.doFinal(text);
  }

  /** Signs so many octets, and encodes the signature. */
  @Benchmark
  public Object floor() throws GeneralSecurityException {
    return Base64.getEncoder().encodeToString(mac(SIGNED));
  }

  /** Does what the block says, without a configuration. */
  @Benchmark
  public Object byHand() throws GeneralSecurityException {
    String date = HTTP_DATE.format(Instant.now());
    String text =
        date
            + request.method()
            + request.uri().getRawPath()
            + "?"
            + request.uri().getRawQuery()
            + new String(BODY, StandardCharsets.UTF_8)
            + String.join(", ", request.headers().getOrDefault("Content-Type", List.of()));
    byte[] signature = mac(text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
    fields.next();
    fields.add(new Placement(Place.HEADER, "X-Date", date));
    fields.add(new Placement(Place.HEADER, "X-Application", "till"));
    fields.add(
        new Placement(
            Place.HEADER,
            "Authorization",
            "HMAC_1 id-1:" + Base64.getEncoder().encodeToString(signature)));
    return fields;
  }

  /** Asks what {@code Countersign.authenticator} returned: origins, texts, signature. */
  @Benchmark
  public Object signed() {
    fields.next().authenticate(authenticator, request);
    return fields;
  }
}

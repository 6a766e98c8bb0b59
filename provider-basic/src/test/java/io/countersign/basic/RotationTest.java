package io.countersign.basic;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.countersign.Countersign;
import io.countersign.http.jdk.AuthenticatingHttpClient;
import io.countersign.testkit.Traffic;
import io.countersign.testkit.adapter.Api;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A secret changes in its file while 64 threads send. */
@Timeout(120)
class RotationTest {
  private static final int THREADS = 64;
  private static final String OLD = "old-word";
  private static final String NEW = "new-word";

  @TempDir private Path temp;

  private final AtomicInteger ids = new AtomicInteger();
  private final Map<String, Integer> sends = new ConcurrentHashMap<>();
  private final Set<String> used = ConcurrentHashMap.newKeySet();
  private volatile Set<String> accepted = Set.of();

  /** A type whose credential is this secret. */
  enum Type {
    BASIC("http-basic, username = amelie", "password") {
      @Override
      String header(String secret) {
        byte[] pair = ("amelie:" + secret).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
      }
    },
    BEARER("bearer", "token") {
      @Override
      String header(String secret) {
        return "Bearer " + secret;
      }
    };

    private final String block;
    private final String setting;

    Type(String block, String setting) {
      this.block = block;
      this.setting = setting;
    }

    abstract String header(String secret);
  }

  /** How people change a file. */
  enum Writing {
    REPLACING {
      @Override
      void write(Path file, String text) throws IOException {
        Path next = file.resolveSibling("next");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
    },
    IN_PLACE {
      @Override
      void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
      }
    };

    abstract void write(Path file, String text) throws IOException;
  }

  private Api.Answer answer(Api.Seen seen) {
    String header = seen.header("Authorization");
    used.add(header);
    sends.merge(seen.header("X-Id"), 1, Integer::sum);
    return Api.Answer.of(accepted.contains(header) ? 200 : 401);
  }

  private void change(Type type, Writing writing, String secret) throws IOException {
    writing.write(temp.resolve("secrets.conf"), "crm." + type.setting + " = " + secret + "\n");
  }

  private Countersign countersign(Type type, Api api, String ttl) throws IOException {
    accepted = Set.of(type.header(OLD));
    change(type, Writing.IN_PLACE, OLD);
    return Countersign.builder()
        .environment(Map.of())
        .of(
            ConfigFactory.parseString(
                """
                countersign {
                  secrets {
                    priority = [file]
                    file { permissions = ignore, ttl = %s, paths = ["%s"] }
                  }
                  authenticators.crm { type = %s, origins = ["%s"] }
                }
                """
                    .formatted(ttl, temp.resolve("secrets.conf"), type.block, api.at("/"))));
  }

  private int send(HttpClient client, Api api) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(api.at("/"))
            .version(HttpClient.Version.HTTP_1_1)
            .header("X-Id", String.valueOf(ids.incrementAndGet()))
            .build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  @ParameterizedTest
  @CsvSource({"BASIC, REPLACING", "BASIC, IN_PLACE", "BEARER, REPLACING", "BEARER, IN_PLACE"})
  void secret_changedWhileTheServerTakesBoth_failsNoRequest(Type type, Writing writing)
      throws Exception {
    try (Api api = Api.of(this::answer);
        Countersign countersign = countersign(type, api, "500 ms")) {
      HttpClient client =
          AuthenticatingHttpClient.of(HttpClient.newBuilder(), countersign.authenticator("crm"));
      try (Traffic traffic =
          Traffic.of(THREADS, () -> assertThat(send(client, api)).isEqualTo(200))) {
        traffic.passes();
        accepted = Set.of(type.header(OLD), type.header(NEW));
        change(type, writing, NEW);
        traffic.passesUntil(() -> used.contains(type.header(NEW)));
        accepted = Set.of(type.header(NEW));
        traffic.passes();

        assertThat(traffic.failures()).isEmpty();
      }
    }
    assertThat(sends.values()).allMatch(times -> times <= 2);
  }

  /** The file is changed first: a request that is refused is sent again with what it says then. */
  @ParameterizedTest
  @EnumSource
  void secret_changedWhileTheServerTakesOne_sendsEachRequestAtMostTwice(Type type)
      throws Exception {
    try (Api api = Api.of(this::answer);
        Countersign countersign = countersign(type, api, "0 s")) {
      HttpClient client =
          AuthenticatingHttpClient.of(HttpClient.newBuilder(), countersign.authenticator("crm"));
      try (Traffic traffic =
          Traffic.of(THREADS, () -> assertThat(send(client, api)).isEqualTo(200))) {
        traffic.passes();
        change(type, Writing.REPLACING, NEW);
        traffic.passes();
        assertThat(used).containsExactly(type.header(OLD));
        accepted = Set.of(type.header(NEW));
        traffic.passes();

        assertThat(traffic.failures()).isEmpty();
      }
    }
    assertThat(used).hasSize(2);
    assertThat(sends.values()).contains(2).allMatch(times -> times <= 2);
  }

  /** The server is changed first: until the file is, requests are refused, and not repeated. */
  @ParameterizedTest
  @EnumSource
  void secret_changedTooLate_sendsEachRequestAtMostTwice(Type type) throws Exception {
    AtomicInteger served = new AtomicInteger();
    try (Api api = Api.of(this::answer);
        Countersign countersign = countersign(type, api, "0 s")) {
      HttpClient client =
          AuthenticatingHttpClient.of(HttpClient.newBuilder(), countersign.authenticator("crm"));
      try (Traffic traffic =
          Traffic.of(
              THREADS,
              () -> {
                if (send(client, api) == 200) {
                  served.incrementAndGet();
                }
                return true;
              })) {
        traffic.passes();
        accepted = Set.of(type.header(NEW));
        traffic.passes();
        change(type, Writing.REPLACING, NEW);
        int before = served.get();
        traffic.passesUntil(() -> served.get() > before + THREADS);

        assertThat(traffic.failures()).isEmpty();
      }
    }
    assertThat(sends.values()).allMatch(times -> times <= 2);
  }
}

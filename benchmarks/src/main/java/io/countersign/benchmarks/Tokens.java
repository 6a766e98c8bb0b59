package io.countersign.benchmarks;

import io.countersign.http.jdk.AuthenticatingHttpClient;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * What many threads see of tokens that expire under them: how often the token endpoint is asked,
 * who waits, who fails, what the API refuses. Each client in its turn, against a server of its own.
 */
public final class Tokens {
  private static final int THREADS = 64;
  private static final int VIRTUAL_THREADS = 1_000;

  private final Map<String, Function<TokenServer, TokenSource>> clients = new LinkedHashMap<>();

  Tokens() {
    clients.put("Countersign", OwnTokens::new);
  }

  /** Adds a client beside. */
  Tokens beside(String name, Function<TokenServer, TokenSource> client) {
    clients.put(name, client);
    return this;
  }

  /**
   * Prints tables in Markdown.
   *
   * @param arguments in seconds: how long tokens live, how long each client is watched; the same of
   *     the runs with faults, and how long a fault lasts; by default 3 60 30 60 3
   */
  public static void main(String[] arguments) throws Exception {
    new Tokens().print(arguments);
  }

  void print(String... arguments) throws Exception {
    int[] seconds = {3, 60, 30, 60, 3};
    for (int i = 0; i < arguments.length; i++) {
      seconds[i] = Integer.parseInt(arguments[i]);
    }
    System.out.println(
        "| tokens, faults | threads | client | token requests | met a fault | renewals | surplus"
            + " | waited | failed | 401s | longest | calls |");
    System.out.println("|---".repeat(12) + "|");
    print(Duration.ofSeconds(seconds[0]), Duration.ZERO, Duration.ofSeconds(seconds[1]));
    print(
        Duration.ofSeconds(seconds[2]),
        Duration.ofSeconds(seconds[4]),
        Duration.ofSeconds(seconds[3]));
    Refused refused = refused(THREADS);
    System.out.printf(
        Locale.ROOT,
        "%n%d requests refused at once with a revoked token: %d token request, %d answered 200%n",
        THREADS,
        refused.tokenRequests,
        refused.answered);
  }

  private void print(Duration lifetime, Duration fault, Duration time) throws Exception {
    print(lifetime, fault, time, THREADS, false);
    if (TokenLoad.hasVirtualThreads()) {
      print(lifetime, fault, time, VIRTUAL_THREADS, true);
    }
  }

  private void print(Duration lifetime, Duration fault, Duration time, int threads, boolean virtual)
      throws Exception {
    for (Map.Entry<String, Function<TokenServer, TokenSource>> client : clients.entrySet()) {
      try (TokenServer server = new TokenServer(lifetime, fault);
          TokenSource source = client.getValue().apply(server)) {
        TokenLoad.Outcome outcome = TokenLoad.of(source, server, threads, virtual, time);
        TokenServer.Seen seen = server.seen();
        System.out.printf(
            Locale.ROOT,
            "| %d s, %s | %d%s | %s | %d | %d | %d | %d | %d | %d | %d | %.0f ms | %d |%n",
            lifetime.toSeconds(),
            fault.isZero() ? "none" : fault.toSeconds() + " s",
            threads,
            virtual ? " virtual" : "",
            client.getKey(),
            seen.tokenRequests(),
            seen.faulted(),
            seen.renewals(),
            seen.surplus(),
            outcome.waited(),
            outcome.failed(),
            seen.unearned(),
            outcome.longest() / 1e6,
            outcome.calls());
      }
    }
  }

  /**
   * What became of requests whose token was revoked.
   *
   * @param tokenRequests after the revocation
   * @param answered how many of the requests were answered with 200
   */
  record Refused(int tokenRequests, int answered) {}

  /** Has a token revoked, and so many requests refused at once, through the JDK's client. */
  static Refused refused(int requests) throws Exception {
    try (TokenServer server = new TokenServer(Duration.ofHours(1), Duration.ZERO);
        OwnTokens source = new OwnTokens(server)) {
      TokenSource.Asked unused = source.ask();
      int before = server.seen().tokenRequests();
      server.revoke(requests);
      HttpClient client =
          AuthenticatingHttpClient.of(HttpClient.newBuilder(), source.authenticator());
      HttpRequest request = HttpRequest.newBuilder(server.at("/api")).build();
      List<CompletableFuture<Integer>> statuses = new ArrayList<>();
      for (int i = 0; i < requests; i++) {
        statuses.add(
            client
                .sendAsync(request, BodyHandlers.discarding())
                .thenApply(response -> response.statusCode()));
      }
      int answered = 0;
      for (CompletableFuture<Integer> status : statuses) {
        answered += status.get() == 200 ? 1 : 0;
      }
      return new Refused(server.seen().tokenRequests() - before, answered);
    }
  }
}

package io.countersign.benchmarks;

import com.typesafe.config.ConfigFactory;
import io.countersign.Countersign;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long fifty secrets take to come from a server whose every answer takes 20 ms, from the making
 * of the client to its end. Each client in its turn, several times; medians.
 */
public final class Secrets {
  private static final int SECRETS = SecretServer.FIELDS;
  private static final int WARM_UP = 5;
  private static final int ROUNDS = 15;

  /** Where they are. */
  enum Layout {
    /** Each in a secret of its own. */
    MANY,
    /** All of them fields of one. */
    ONE
  }

  /** Reads fifty secrets. */
  @FunctionalInterface
  interface Client {
    void read(URI server, Layout layout) throws Exception;
  }

  private final Map<String, Client> clients = new LinkedHashMap<>();

  Secrets() {
    clients.put("`secrets-vault`", Secrets::vault);
    clients.put("`secrets-aws`", Secrets::aws);
  }

  /** Adds a client beside. */
  Secrets beside(String name, Client client) {
    clients.put(name, client);
    return this;
  }

  /** Prints a table in Markdown. */
  public static void main(String[] arguments) throws Exception {
    new Secrets().print();
  }

  void print() throws Exception {
    System.out.println("| client | 50 secrets in | reads | most open | after login | in all |");
    System.out.println("|---".repeat(6) + "|");
    for (Layout layout : Layout.values()) {
      Map<String, List<Round>> rounds = new LinkedHashMap<>();
      for (int i = 0; i < WARM_UP + ROUNDS; i++) {
        for (Map.Entry<String, Client> client : clients.entrySet()) {
          Round round = round(client.getValue(), layout);
          if (i >= WARM_UP) {
            rounds.computeIfAbsent(client.getKey(), name -> new ArrayList<>()).add(round);
          }
        }
      }
      rounds.forEach((name, all) -> print(name, layout, all));
    }
  }

  private static void print(String name, Layout layout, List<Round> rounds) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %d | %d | %d ms | %d ms |%n",
        name,
        layout == Layout.MANY ? "50 paths" : "one path",
        rounds.get(0).seen.reads(),
        Collections.max(rounds.stream().map(round -> round.seen.mostOpen()).toList()),
        median(rounds.stream().map(round -> round.seen.nanos()).toList()) / 1_000_000,
        median(rounds.stream().map(Round::nanos).toList()) / 1_000_000);
  }

  private static long median(List<Long> all) {
    return all.stream().sorted().toList().get(all.size() / 2);
  }

  /**
   * One measurement.
   *
   * @param seen what the server saw of it
   * @param nanos how long it took in all
   */
  record Round(SecretServer.Seen seen, long nanos) {}

  /** Has one client read fifty secrets of a server of its own. */
  static Round round(Client client, Layout layout) throws Exception {
    try (SecretServer server = new SecretServer()) {
      long began = System.nanoTime();
      client.read(server.address(), layout);
      long nanos = System.nanoTime() - began;
      return new Round(server.seen(), nanos);
    }
  }

  /** Names where each secret is: what is before {@code #}, and its field. */
  static List<String> places(Layout layout) {
    List<String> places = new ArrayList<>();
    for (int i = 0; i < SECRETS; i++) {
      places.add(layout == Layout.MANY ? "app-" + i + "#f0" : "app#f" + i);
    }
    return places;
  }

  static void vault(URI server, Layout layout) {
    ready(
        layout,
        "vault",
        "address = \"%s\", auth { method = approle, role-id = reader, secret-id = \"{{env:ID}}\" }"
            .formatted(server));
  }

  static void aws(URI server, Layout layout) {
    ready(
        layout,
        "aws",
        "endpoint = \"%s\", region = eu-west-1, credentials { access-key-id = AKIA, secret-access-key = \"{{env:ID}}\" }"
            .formatted(server));
  }

  /** An application of one block per secret, from its configuration to all of them at hand. */
  private static void ready(Layout layout, String source, String block) {
    StringBuilder blocks = new StringBuilder();
    for (String place : places(layout)) {
      blocks.append(
          "api-%d { type = bearer, token = \"{{%s:%s}}\", origins = [\"https://api.example\"] }\n"
              .formatted(blocks.length(), source, place));
    }
    try (Countersign countersign =
        Countersign.builder()
            .environment(Map.of("ID", "an-id-of-the-environment"))
            .of(
                ConfigFactory.parseString(
                    "countersign { secrets { priority = [env, %1$s], %1$s { %2$s } }, authenticators {\n%3$s} }"
                        .formatted(source, block, blocks)))) {
      Countersign ready = countersign.ready();
      if (ready.names().size() != SECRETS) {
        throw new IllegalStateException("not all of them are there");
      }
    }
  }
}

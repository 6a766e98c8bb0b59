package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Countersign;
import io.countersign.Explanation;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.Body;
import io.countersign.spi.Send;
import io.countersign.testkit.Moto;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.Vault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The demo's configuration with its secrets in four places, two of them real servers. */
@Tag("server")
class PriorityTest {
  private static final URI API = URI.create("http://localhost:8765");
  private static final List<String> SOURCES = List.of("env", "file", "vault", "aws");
  private static final List<String> KEYS =
      List.of(
          "billing.password",
          "orders.token",
          "metrics.key",
          "metrics.app-key",
          "maps.key",
          "wiki.key",
          "portal.password",
          "jobs.signing-key",
          "crm.client-secret");

  private static Vault vault;
  private static Moto moto;
  private static Moto.Keys keys;

  private final Map<String, String> environment = new HashMap<>();
  private DemoFolder folder;

  @BeforeAll
  static void start() {
    vault = RealServers.vault();
    moto = RealServers.moto();
    keys =
        moto.user(
            """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
             "Action": "secretsmanager:GetSecretValue", "Resource": "*"}]}
            """);
  }

  @BeforeEach
  void write() throws IOException {
    folder = DemoFolder.of(API, DemoSecrets.random());
  }

  @AfterEach
  void remove() {
    folder.close();
  }

  static List<List<String>> orders() {
    return orders(SOURCES);
  }

  private static List<List<String>> orders(List<String> of) {
    if (of.isEmpty()) {
      return List.of(List.of());
    }
    List<List<String>> all = new ArrayList<>();
    for (String first : of) {
      List<String> others = of.stream().filter(other -> !other.equals(first)).toList();
      orders(others)
          .forEach(rest -> all.add(Stream.concat(Stream.of(first), rest.stream()).toList()));
    }
    return all;
  }

  /** Puts into each source those keys that it is to have. */
  private void keep(BiPredicate<String, String> has) throws IOException {
    environment.clear();
    environment.put("VAULT_TOKEN", vault.rootToken());
    environment.put("AWS_ACCESS_KEY_ID", keys.id());
    environment.put("AWS_SECRET_ACCESS_KEY", keys.secret());
    Map<String, Map<String, String>> toml = new TreeMap<>();
    Map<String, Map<String, String>> kv = new TreeMap<>();
    Map<String, Map<String, String>> aws = new TreeMap<>();
    for (String key : KEYS) {
      String[] parts = key.split("\\.", -1);
      if (has.test("env", key)) {
        environment.put(key.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT), value("env", key));
      }
      field(toml, parts, has.test("file", key) ? value("file", key) : "");
      field(kv, parts, has.test("vault", key) ? value("vault", key) : "");
      field(aws, parts, has.test("aws", key) ? value("aws", key) : "");
    }
    Files.writeString(
        folder.path().resolve("secrets.toml"),
        toml.entrySet().stream()
            .map(table ->
                "["
                    + table.getKey()
                    + "]\n"
                    + table.getValue().entrySet().stream()
                        .map(field -> field.getKey() + " = \"" + field.getValue() + "\"\n")
                        .collect(Collectors.joining()))
            .collect(Collectors.joining()));
    kv.forEach((path, fields) -> vault.put("priority/" + path, fields));
    aws.forEach((name, fields) -> moto.secret("priority/" + name, Json.of(fields)));
  }

  private static void field(Map<String, Map<String, String>> of, String[] key, String value) {
    Map<String, String> fields = of.computeIfAbsent(key[0], none -> new TreeMap<>());
    if (!value.isEmpty()) {
      fields.put(key[1], value);
    }
  }

  private static String value(String source, String key) {
    return "canary-" + source + "-of-at-least-32-octets-" + key;
  }

  private Countersign ready(List<String> order) throws IOException {
    Path configuration = folder.configuration();
    String written = Files.readString(configuration);
    int begin = written.indexOf("priority = ");
    int end = written.indexOf("  }\n", written.indexOf("mounted {"));
    Files.writeString(
        configuration,
        written.substring(0, begin)
            + """
            priority = %s
            file { paths = ["secrets.toml"] }
            vault { address = "%s", mount = kv, prefix = priority }
            aws { region = %s, endpoint = "%s", prefix = "priority/" }
            """
                .formatted(
                    order,
                    vault.address(),
                    Moto.REGION,
                    moto.root().toString().replaceAll("/$", ""))
            + written.substring(end));
    return Countersign.builder().environment(environment).load(configuration).ready();
  }

  /** Which source each key was found in. */
  private static Map<String, String> found(Countersign countersign) {
    Map<String, String> found = new TreeMap<>();
    for (Explanation.Block block : countersign.explain().authenticators()) {
      for (Explanation.Entry entry : block.settings()) {
        entry.parts().forEach(part -> found.put(part.reference(), part.source()));
      }
    }
    return found;
  }

  @ParameterizedTest
  @MethodSource("orders")
  void resolve_everySourceHasAll_theFirstOneWins(List<String> order) throws IOException {
    keep((source, key) -> true);
    try (Countersign countersign = ready(order)) {
      assertThat(found(countersign)).containsKeys(KEYS.toArray(String[]::new));
      assertThat(found(countersign))
          .allSatisfy((reference, source) ->
              assertThat(source).isEqualTo(reference.startsWith("file:") ? "file" : order.get(0)));
      Send send =
          (Send)
              countersign
                  .authenticator("orders")
                  .authenticate(
                      AuthRequest.of("GET", API.resolve("/orders"), Map.of(), Body.none()));
      assertThat(send.credentials().placements().get(0).value())
          .isEqualTo("Bearer " + value(order.get(0), "orders.token"));
    }
  }

  @ParameterizedTest
  @MethodSource("orders")
  void resolve_eachKeyIsInOneSource_itIsFoundThere(List<String> order) throws IOException {
    Map<String, String> where = new TreeMap<>();
    for (int i = 0; i < KEYS.size(); i++) {
      where.put(KEYS.get(i), SOURCES.get(i % SOURCES.size()));
    }
    keep((source, key) -> source.equals(where.get(key)));
    try (Countersign countersign = ready(order)) {
      assertThat(found(countersign)).containsAllEntriesOf(where);
    }
  }
}

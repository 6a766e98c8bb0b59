package io.countersign.benchmarks;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.Body;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretPlace;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import io.countersign.spi.SecretResolverProvider;
import io.countersign.spi.Send;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * What tenants cost: the heap that 10,000 of them use with five authenticators each, and how long
 * the first use of one takes, with a file of 20,000 keys.
 */
public final class Tenants {
  private static final int MANY = 10_000;
  private static final int IN_THE_FILE = 3_334;
  private static final int WARM_UP = 1_000;
  private static final List<String> KEYS =
      List.of(
          "legacy.username", "legacy.password", "github.token", "jira.token", "stats.key", "maps.key");
  private static final String BLOCKS =
      """
      countersign {
        secrets { priority = [%s]%s }
        authenticators {
          legacy { type = http-basic, username = "{{legacy.username}}", origins = ["https://legacy.example"] }
          github { type = bearer, origins = ["https://github.example"] }
          jira   { type = bearer, origins = ["https://jira.example"] }
          stats  { type = api-key, in = "header X-Api-Key", origins = ["https://stats.example"] }
          maps   { type = api-key, in = "query key", origins = ["https://maps.example"] }
        }
      }
      """;

  private Tenants() {}

  /** Prints two tables in Markdown. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    heap();
    firstUse();
  }

  private static void heap() {
    Config config = ConfigFactory.parseString(BLOCKS.formatted("made", ""));
    try (Countersign countersign = Countersign.builder().resolver(new Made()).of(config)) {
      use(countersign.tenant("first"));
      countersign.tenant("first").close();
      long empty = usedHeap();
      for (int i = 0; i < MANY; i++) {
        use(countersign.tenant(name(i)));
      }
      long full = usedHeap();
      int authenticators = MANY * countersign.names().size();
      System.out.println("| tenants | authenticators | used heap | an authenticator |");
      System.out.println("|---|---|---|---|");
      System.out.printf(
          Locale.ROOT,
          "| %,d | %,d | %.1f MB | %,d B |%n%n",
          MANY,
          authenticators,
          (full - empty) / 1e6,
          (full - empty) / authenticators);
      use(countersign.tenant(name(0)));
    }
  }

  /** Builds all of one tenant, and has each give its credentials once. */
  private static void use(Countersign tenant) {
    tenant.ready();
    for (String name : tenant.names()) {
      AuthRequest request =
          AuthRequest.of(
              "GET", URI.create("https://" + name + ".example/"), Map.of(), Body.none());
      send(tenant.authenticator(name), request);
    }
  }

  private static void send(Authenticator authenticator, AuthRequest request) {
    if (!(authenticator.authenticate(request) instanceof Send send)
        || send.credentials().placements().isEmpty()) {
      throw new IllegalStateException("nothing to send");
    }
  }

  private static long usedHeap() {
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      used = Math.min(used, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return used;
  }

  private static void firstUse() throws IOException, InterruptedException {
    Path file = Files.createTempDirectory("tenants").resolve("secrets.toml");
    write(file);
    Config config =
        ConfigFactory.parseString(
            BLOCKS.formatted("env, file", ", file.paths = [\"" + file + "\"]"));
    Thread.sleep(3_000); // a file that was written just now is read anew each time
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < IN_THE_FILE; i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(20260102));
    long[] nanos = new long[IN_THE_FILE - WARM_UP];
    AuthRequest request =
        AuthRequest.of("GET", URI.create("https://github.example/"), Map.of(), Body.none());
    try (Countersign countersign = Countersign.builder().environment(Map.of()).of(config)) {
      for (int i = 0; i < IN_THE_FILE; i++) {
        String name = name(order.get(i));
        long before = System.nanoTime();
        send(countersign.tenant(name).authenticator("github"), request);
        if (i >= WARM_UP) {
          nanos[i - WARM_UP] = System.nanoTime() - before;
        }
      }
    }
    Arrays.sort(nanos);
    System.out.println("| first uses, a file of 20,000 keys | p50 | p99 | longest |");
    System.out.println("|---|---|---|---|");
    System.out.printf(
        Locale.ROOT,
        "| %,d | %.2f ms | %.2f ms | %.1f ms |%n",
        nanos.length,
        nanos[nanos.length / 2] / 1e6,
        nanos[nanos.length * 99 / 100] / 1e6,
        nanos[nanos.length - 1] / 1e6);
  }

  private static void write(Path file) throws IOException {
    StringBuilder toml = new StringBuilder();
    for (int i = 0; i < IN_THE_FILE; i++) {
      toml.append("[tenants.").append(name(i)).append("]\n");
      for (String key : KEYS) {
        toml.append(key).append(" = \"").append(secret(name(i) + key)).append("\"\n");
      }
    }
    Files.writeString(file, toml);
    boolean ours =
        file.toFile().setReadable(false, false) && file.toFile().setReadable(true, true);
    if (!ours) {
      throw new IOException("cannot keep the file of secrets to ourselves");
    }
  }

  private static String name(int number) {
    return "t" + number;
  }

  private static String secret(String of) {
    return String.format(
        Locale.ROOT, "%08x%08x%08x", of.hashCode(), of.hashCode() * 31, of.length() * 7919);
  }

  /** A source that makes each secret when it is asked, and keeps none. */
  private static final class Made implements SecretResolverProvider, SecretResolver {
    @Override
    public String type() {
      return "made";
    }

    @Override
    public List<Setting<?>> settings() {
      return List.of();
    }

    @Override
    public SecretResolver create(String name, Settings settings, AuthContext context) {
      return this;
    }

    @Override
    public SecretPlace place(SecretRef ref) {
      return new SecretPlace(ref + " in /srv/acme/secrets.toml", "");
    }

    @Override
    public Map<SecretRef, Lookup> lookUp(Set<SecretRef> refs, Duration atMost) {
      Map<SecretRef, Lookup> found = new LinkedHashMap<>();
      for (SecretRef ref : refs) {
        found.put(
            ref,
            new Lookup.Found(
                secret(ref.toString()), place(ref).name(), Optional.empty(), List.of()));
      }
      return found;
    }
  }
}

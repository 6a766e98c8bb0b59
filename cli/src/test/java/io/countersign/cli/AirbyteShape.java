package io.countersign.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import io.countersign.testkit.Certified;
import io.countersign.testkit.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One shape of manifest of Airbyte: a file in {@code airbyte/shapes}, and what {@code shapes.conf}
 * says of it.
 *
 * @param name that of the file, without its end
 * @param facts its configuration, the request, and what both sides meet
 */
record AirbyteShape(String name, String manifest, Config facts) {
  /** Where all of this stands. */
  static final Path FOLDER = Path.of("src/test/resources/airbyte");

  private static final String END = ".yaml";
  private static final ConfigObject NO_ITEMS = ConfigFactory.parseString("data = []").root();

  /** The keys that configurations and tests of all shapes share. */
  record KeyRing(KeyPair rsa, KeyPair ec) {
    static KeyRing made() {
      return new KeyRing(Keys.rsa(), Keys.ec());
    }

    private Map<String, String> texts() {
      String pem = Keys.pem(rsa);
      return Map.of(
          "rsa", pem,
          "rsa-on-one-line", pem.replace("\r", "").replace("\n", "\\n"),
          "encrypted-rsa", new Certified(rsa.getPrivate(), List.of()).keyPem("correct horse"),
          "ec", Keys.pem(ec));
    }
  }

  /** Returns all, in the order of their names. */
  static List<AirbyteShape> all(KeyRing keys) throws IOException {
    Config facts =
        ConfigFactory.parseFile(FOLDER.resolve("shapes.conf").toFile())
            .withFallback(ConfigFactory.parseMap(Map.of("keys", keys.texts())))
            .withFallback(ConfigFactory.parseMap(Map.of("times.in-an-hour", inAnHour())))
            .resolve(ConfigResolveOptions.noSystem());
    Config shapes = facts.getConfig("shapes");
    try (Stream<Path> files = Files.list(FOLDER.resolve("shapes"))) {
      List<Path> manifests = files.sorted().toList();
      List<String> names =
          manifests.stream().map(file -> file.getFileName().toString().replace(END, "")).toList();
      if (!names.containsAll(shapes.root().keySet())) {
        throw new IllegalStateException("shapes.conf names a shape that has no manifest");
      }
      List<AirbyteShape> all = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        String path = ConfigUtil.joinPath(names.get(i));
        Config own = shapes.hasPath(path) ? shapes.getConfig(path) : ConfigFactory.empty();
        all.add(
            new AirbyteShape(
                names.get(i),
                Files.readString(manifests.get(i)),
                own.withFallback(facts.getConfig("usual"))));
      }
      return all;
    }
  }

  private static String inAnHour() {
    return Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Returns what is written by hand into the imported block, as its comments ask. */
  Config byHand() {
    return facts.hasPath("by-hand") ? facts.getConfig("by-hand") : ConfigFactory.empty();
  }

  Config request() {
    return facts.getConfig("request");
  }

  /** Returns what the server answers to this request for this path; the last again and again. */
  ConfigObject reply(String path, int before) {
    String replies = ConfigUtil.joinPath("replies", path);
    if (!facts.hasPath(replies)) {
      return NO_ITEMS;
    }
    List<? extends ConfigObject> all = facts.getObjectList(replies);
    return all.get(Math.min(before, all.size() - 1));
  }

  /** Returns whether a request with these headers is answered 401. */
  boolean refuses(Collection<List<String>> headers) {
    return facts.hasPath("refused")
        && headers.stream().anyMatch(values -> values.contains(facts.getString("refused")));
  }
}

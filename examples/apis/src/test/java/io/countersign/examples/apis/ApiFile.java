package io.countersign.examples.apis;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The configuration of one API.
 *
 * @param title what the API is called, the first line of its comment
 * @param comment the other lines
 * @param block what follows them
 */
record ApiFile(Path path, String title, List<String> comment, String block) {

  static ApiFile of(String name) throws IOException {
    Path path = Path.of(name + ".conf");
    List<String> comment = new ArrayList<>();
    List<String> block = new ArrayList<>();
    for (String line : Files.readAllLines(path)) {
      if (block.isEmpty() && line.startsWith("# ")) {
        comment.add(line.substring(2));
      } else {
        block.add(line);
      }
    }
    return new ApiFile(
        path, comment.get(0), comment.subList(1, comment.size()), String.join("\n", block).strip());
  }

  /** Returns what it says, with this written above it. */
  Config with(String above) {
    return ConfigFactory.parseString(above)
        .withFallback(ConfigFactory.parseFile(path.toFile()))
        .withFallback(ConfigFactory.parseString("countersign.secrets.priority = [env]"))
        .resolve();
  }
}

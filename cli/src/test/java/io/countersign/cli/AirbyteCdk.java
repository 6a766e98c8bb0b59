package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.countersign.testkit.RealServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Airbyte's own CDK, in one process for all shapes, as its start takes seconds. */
final class AirbyteCdk {
  private static final int SECONDS = 120;

  private final Path folder;

  AirbyteCdk(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes the request of each shape, and returns how each ended: {@code read} if it was answered.
   */
  Map<String, String> run(List<AirbyteShape> shapes, AirbyteServer server)
      throws IOException, InterruptedException {
    Path python = RealServers.airbyteCdk();
    List<Map<String, Object>> jobs = new ArrayList<>();
    for (AirbyteShape shape : shapes) {
      Path manifest = folder.resolve(shape.name() + ".yaml");
      Files.writeString(manifest, server.here(shape, shape.manifest()));
      jobs.add(
          Map.of(
              "shape", shape.name(),
              "manifest", manifest.toString(),
              "config", shape.facts().getObject("config").unwrapped()));
    }
    Path in = folder.resolve("jobs.json");
    Files.writeString(
        in, ConfigValueFactory.fromIterable(jobs).render(ConfigRenderOptions.concise()));
    Path out = folder.resolve("outcomes.json");
    Path err = folder.resolve("cdk.log");
    Process process =
        new ProcessBuilder(
                python.toString(),
                AirbyteShape.FOLDER.resolve("cdk.py").toAbsolutePath().toString())
            .directory(folder.toFile())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as("the CDK ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(err)).isZero();
    Map<String, String> outcomes = new TreeMap<>();
    for (Map.Entry<String, ConfigValue> each :
        ConfigFactory.parseFile(out.toFile()).root().entrySet()) {
      outcomes.put(each.getKey(), String.valueOf(each.getValue().unwrapped()));
    }
    return outcomes;
  }
}

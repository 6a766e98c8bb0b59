package io.countersign.benchmarks;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.File;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints the results of a run ({@code -rf json}) as ratios to the floor of the same run. */
public final class Tables {
  private Tables() {}

  /** One row: its median, and what it allocates. */
  private record Row(String name, double median, double bytes) {}

  /**
   * Prints a table in Markdown for each class of benchmarks.
   *
   * @param arguments the file of results
   */
  public static void main(String[] arguments) {
    Map<String, List<Row>> classes = new LinkedHashMap<>();
    // A result file is a list; under a name it is a configuration.
    Config all = ConfigFactory.parseString("runs = " + read(new File(arguments[0])));
    for (Config run : all.getConfigList("runs")) {
      String[] path = run.getString("benchmark").split("\\.", -1);
      String method = path[path.length - 1];
      String parameter =
          run.hasPath("params")
              ? run.getConfig("params").root().values().iterator().next().unwrapped().toString()
              : "";
      classes
          .computeIfAbsent(path[path.length - 2], none -> new ArrayList<>())
          .add(new Row(nameOf(method, parameter), median(run), bytes(run)));
    }
    classes.forEach((type, rows) -> print(type, rows, classes));
  }

  /** Of a floor, whose floor it is: of the row with the same parameter, else of all. */
  private static String nameOf(String method, String parameter) {
    if (parameter.isEmpty()) {
      return method;
    }
    return method.startsWith("floor") ? "floor of " + parameter : parameter;
  }

  private static String read(File file) {
    try {
      return java.nio.file.Files.readString(file.toPath());
    } catch (java.io.IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }

  private static double median(Config run) {
    List<Double> values = new ArrayList<>();
    for (Object fork : run.getList("primaryMetric.rawData").unwrapped()) {
      for (Object value : (List<?>) fork) {
        values.add(((Number) value).doubleValue());
      }
    }
    Collections.sort(values);
    return values.get(values.size() / 2);
  }

  private static double bytes(Config run) {
    String metric = "secondaryMetrics.\"gc.alloc.rate.norm\".score";
    return run.hasPath(metric) ? run.getDouble(metric) : Double.NaN;
  }

  private static void print(String type, List<Row> rows, Map<String, List<Row>> classes) {
    // The peers have no floor of their own: theirs is that of the cached path.
    List<Row> floors =
        rows.stream().anyMatch(row -> row.name.startsWith("floor"))
            ? rows
            : classes.getOrDefault("CachedPath", List.of());
    System.out.println("\n" + type + "\n\n| row | ns | × floor | B/op |\n|---|---|---|---|");
    for (Row row : rows) {
      Row own = row.name.startsWith("floor") ? row : named("floor of " + row.name, floors);
      Row floor = own == null ? named("floor", floors) : own;
      if (floor == null) {
        throw new IllegalArgumentException("the file has no floor for " + type + "." + row.name);
      }
      System.out.printf(
          Locale.ROOT,
          "| %s | %.1f | %.1f | %s |%n",
          row.name,
          row.median,
          row.median / floor.median,
          Double.isNaN(row.bytes) ? "" : String.format(Locale.ROOT, "%.0f", row.bytes));
    }
  }

  private static @Nullable Row named(String name, List<Row> rows) {
    return rows.stream().filter(row -> row.name.equals(name)).findFirst().orElse(null);
  }
}

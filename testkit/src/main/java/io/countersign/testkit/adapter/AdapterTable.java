package io.countersign.testkit.adapter;

import io.countersign.spi.Place;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The table of promises by placement, for the documents. */
public final class AdapterTable {
  private AdapterTable() {}

  /** Returns it in Markdown; each cell names the adapters whose contract test runs it. */
  public static String markdown(List<String> adapters) {
    String places =
        Arrays.stream(Place.values())
            .map(place -> place.name().toLowerCase(Locale.ROOT).replace('_', ' '))
            .collect(Collectors.joining(" | "));
    StringBuilder table = new StringBuilder("| promise | " + places + " |\n");
    table.append("|---".repeat(Place.values().length + 1)).append("|\n");
    String cell = String.join(" · ", adapters);
    for (Promise promise : Promise.values()) {
      table.append("| ").append(promise.said());
      table.append((" | " + cell).repeat(Place.values().length)).append(" |\n");
    }
    return table.toString();
  }
}

package io.countersign.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Something that Airbyte's CDK and Countersign do not say alike.
 *
 * @param call its method and path
 * @param what a place in it, as {@code form scope}, or how many calls there are
 */
record AirbyteDifference(String shape, String call, String what, String cdk, String countersign) {
  /** Those that are meant, each with the name of the reason. */
  record Listed(Map<AirbyteDifference, String> rows, Map<String, String> reasons) {

    /** Reads {@code airbyte/differences.conf}. */
    static Listed read() {
      Config file =
          ConfigFactory.parseFile(AirbyteShape.FOLDER.resolve("differences.conf").toFile());
      Map<String, String> reasons = new LinkedHashMap<>();
      file.getObject("rows")
          .forEach((row, reason) -> reasons.put(row, (String) reason.unwrapped()));
      Map<AirbyteDifference, String> rows = new LinkedHashMap<>();
      for (Config each : file.getConfigList("differences")) {
        String row = each.getString("row");
        if (!reasons.containsKey(row)) {
          throw new IllegalStateException("differences.conf says nothing of the row " + row);
        }
        rows.put(
            new AirbyteDifference(
                each.getString("shape"),
                each.getString("call"),
                each.getString("what"),
                each.getString("cdk"),
                each.getString("countersign")),
            row);
      }
      return new Listed(rows, reasons);
    }

    /** Returns whether Countersign refuses to make a call of this shape. */
    boolean isNotSent(String shape) {
      return rows.keySet().stream()
          .anyMatch(each ->
              each.shape.equals(shape)
                  && each.what.equals("calls")
                  && each.countersign.equals("0"));
    }

    /** Returns the table of {@code docs/import.md}, and what its rows mean. */
    String markdown() {
      StringBuilder text =
          new StringBuilder(
              "| shape | call | what | Airbyte's CDK | Countersign | row |\n|---|---|---|---|---|---|\n");
      rows.forEach((each, row) ->
          text.append("| ")
              .append(
                  String.join(
                      " | ",
                      each.shape,
                      "`" + each.call + "`",
                      each.what,
                      each.cdk,
                      each.countersign,
                      row))
              .append(" |\n"));
      text.append('\n');
      for (String row : new TreeSet<>(rows.values())) {
        text.append("- ").append(row).append(": ").append(reasons.get(row)).append('\n');
      }
      return text.toString();
    }
  }

  @Override
  public String toString() {
    return "%s  %s  %s%n    CDK          %s%n    Countersign  %s"
        .formatted(shape, call, what, cdk, countersign);
  }
}

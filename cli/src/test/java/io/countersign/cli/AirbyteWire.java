package io.countersign.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import io.countersign.cli.LoopbackApi.Got;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * What one side sent for a shape, as far as it matters: the calls of one method and path in their
 * order, each as the names and values in it. The order of fields, the spelling of escapes and of
 * JSON, and what every client says of itself are left out.
 */
final class AirbyteWire {
  /** What stands for a value that is not there. */
  static final String ABSENT = "not sent";

  private static final Set<String> OF_THE_CLIENT =
      Set.of(
          "accept",
          "accept-encoding",
          "connection",
          "content-length",
          "host",
          "http2-settings",
          "upgrade",
          "user-agent");

  private final Map<String, List<Map<String, String>>> calls = new LinkedHashMap<>();

  /**
   * Reads what a server got.
   *
   * @param reading makes values comparable
   */
  AirbyteWire(List<Got> got, UnaryOperator<String> reading) {
    for (Got each : got) {
      URI target = URI.create(each.target());
      String path = target.getPath();
      calls
          .computeIfAbsent(
              each.method() + " " + path.substring(path.indexOf('/', 1)),
              first -> new ArrayList<>())
          .add(facts(each, target.getRawQuery(), reading));
    }
  }

  private static Map<String, String> facts(Got got, String query, UnaryOperator<String> reading) {
    Map<String, List<String>> values = new TreeMap<>();
    got.headers()
        .forEach((name, lines) -> {
          String header = name.toLowerCase(Locale.ROOT);
          if (!OF_THE_CLIENT.contains(header)) {
            values.put("header " + header, lines);
          }
        });
    fields("query ", query, values);
    String type = got.header("Content-Type");
    if (type.startsWith("application/x-www-form-urlencoded")) {
      fields("form ", got.body(), values);
    } else if (type.startsWith("application/json")) {
      json("json ", json(got.body()), values);
    } else if (!got.body().isEmpty()) {
      values.put("body", List.of(got.body()));
    }
    Map<String, String> facts = new TreeMap<>();
    values.forEach((name, all) -> facts.put(name, reading.apply(String.join(" & ", all))));
    return facts;
  }

  private static void fields(String place, String encoded, Map<String, List<String>> values) {
    if (encoded == null || encoded.isEmpty()) {
      return;
    }
    for (String field : encoded.split("&", -1)) {
      String[] parts = field.split("=", 2);
      values
          .computeIfAbsent(place + decoded(parts[0]), first -> new ArrayList<>())
          .add(parts.length == 1 ? "" : decoded(parts[1]));
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static Object json(String body) {
    try {
      Config parsed =
          ConfigFactory.parseString(
              body, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
      return parsed.root().unwrapped();
    } catch (ConfigException other) {
      return body;
    }
  }

  private static void json(String place, Object value, Map<String, List<String>> values) {
    if (value instanceof Map<?, ?> object && !object.isEmpty()) {
      object.forEach((name, member) -> json(place + "/" + name, member, values));
    } else if (value instanceof List<?> list && !list.isEmpty()) {
      for (int i = 0; i < list.size(); i++) {
        json(place + "/" + i, list.get(i), values);
      }
    } else {
      values.put(
          place, List.of(value instanceof String text ? '"' + text + '"' : String.valueOf(value)));
    }
  }

  /** Returns whether this call was made. */
  boolean has(String call) {
    return calls.containsKey(call);
  }

  /** Returns in what that of Countersign is another. */
  List<AirbyteDifference> differences(String shape, AirbyteWire countersign) {
    List<AirbyteDifference> found = new ArrayList<>();
    Set<String> all = new TreeSet<>(calls.keySet());
    all.addAll(countersign.calls.keySet());
    for (String call : all) {
      List<Map<String, String>> theirs = calls.getOrDefault(call, List.of());
      List<Map<String, String>> ours = countersign.calls.getOrDefault(call, List.of());
      if (theirs.size() != ours.size()) {
        found.add(
            new AirbyteDifference(
                shape,
                call,
                "calls",
                Integer.toString(theirs.size()),
                Integer.toString(ours.size())));
      }
      for (int i = 0; i < Math.min(theirs.size(), ours.size()); i++) {
        Set<String> names = new TreeSet<>(theirs.get(i).keySet());
        names.addAll(ours.get(i).keySet());
        for (String name : names) {
          String cdk = theirs.get(i).getOrDefault(name, ABSENT);
          String own = ours.get(i).getOrDefault(name, ABSENT);
          if (!cdk.equals(own)) {
            found.add(new AirbyteDifference(shape, call, name, cdk, own));
          }
        }
      }
    }
    return found;
  }

  /** One call a line, and what is in it below. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    calls.forEach((call, all) ->
        all.forEach(facts -> {
          text.append("    ").append(call).append('\n');
          facts.forEach((name, value) ->
              text.append("      ").append(name).append(": ").append(value).append('\n'));
        }));
    return text.toString();
  }
}

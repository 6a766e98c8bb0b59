package io.countersign.cli;

import com.sun.net.httpserver.HttpExchange;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import io.countersign.cli.LoopbackApi.Got;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * All hosts of all shapes: {@code https://id.example/login} of the shape {@code 63-session} is
 * {@code /63-session/id/login} here. It answers what the shape says, and keeps what it was asked.
 */
final class AirbyteServer implements AutoCloseable {
  private static final Pattern HOST = Pattern.compile("https://([a-z]+)\\.example\\b");

  private final LoopbackApi api = new LoopbackApi();
  private final Map<String, AirbyteShape> shapes;
  private final Map<String, Integer> asked = new ConcurrentHashMap<>();

  AirbyteServer(List<AirbyteShape> shapes) throws IOException {
    this.shapes =
        shapes.stream().collect(Collectors.toMap(AirbyteShape::name, Function.identity()));
    api.on("/", this::answer);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    int second = path.indexOf('/', 1);
    AirbyteShape shape = shapes.get(path.substring(1, second));
    ConfigObject reply =
        shape.reply(path.substring(second), asked.merge(path, 1, Integer::sum) - 1);
    LoopbackApi.bytes(
            shape.refuses(exchange.getRequestHeaders().values()) ? 401 : 200,
            reply.render(ConfigRenderOptions.concise()).getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            "application/json")
        .to(exchange);
  }

  /** Returns the address of a path of this shape. */
  String at(AirbyteShape shape, String target) {
    return api.uri() + "/" + shape.name() + target;
  }

  /** Returns a text of the shape with the addresses of this server. */
  String here(AirbyteShape shape, String text) {
    return HOST.matcher(text)
        .replaceAll(host -> Matcher.quoteReplacement(at(shape, "/" + host.group(1))));
  }

  /** Returns a text with the addresses as the shape has them. */
  String there(AirbyteShape shape, String text) {
    return Pattern.compile(Pattern.quote(at(shape, "/")) + "([a-z]+)")
        .matcher(text)
        .replaceAll("https://$1.example");
  }

  /** Returns what was asked for each shape since the last time, and answers from the start. */
  Map<String, List<Got>> taken() {
    asked.clear();
    Map<String, List<Got>> taken =
        api.got().stream().collect(Collectors.groupingBy(got -> got.target().split("/", 3)[1]));
    api.got().clear();
    return taken;
  }

  @Override
  public void close() {
    api.close();
  }
}

package io.countersign.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import io.countersign.Countersign;
import io.countersign.cli.Desk.Run;
import io.countersign.http.jdk.AuthenticatingHttpClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A person who imports a manifest, sets the variables that the result asks for, and makes the
 * request of the shape.
 */
final class AirbyteImport {
  /** As {@code crm.token (CRM_TOKEN): config access_token, a title}. */
  private static final Pattern SECRET =
      Pattern.compile("(?m)^#   \\S+[\\s#]+\\((\\w+)\\):[\\s#]+config[\\s#]+([\\w.]+)");

  /** As {@code # config region}, then what is usual if anything is, then the variable. */
  private static final Pattern PLAIN =
      Pattern.compile("# config[\\s#]+([\\w.]+)[^$]*= \\$\\{\\?(\\w+)\\}");

  private final Desk desk;

  AirbyteImport(Path folder) {
    this.desk = new Desk(folder);
  }

  /** Returns how it ended: {@code 200} if the request was answered so. */
  String run(AirbyteShape shape, AirbyteServer server) {
    String file = shape.name() + ".yaml";
    desk.file(file, server.here(shape, shape.manifest()));
    Run imported = desk.run("import", "airbyte", file);
    if (imported.exit() != 0) {
      return imported.err();
    }
    try {
      return send(imported.out(), shape, server);
    } catch (IOException | RuntimeException failed) {
      return failed + "\n" + imported.out();
    }
  }

  private static String send(String block, AirbyteShape shape, AirbyteServer server)
      throws IOException {
    Map<String, String> environment = environment(block, shape.facts().getConfig("config"));
    String name = shape.name().substring(shape.name().indexOf('-') + 1);
    Config config =
        shape
            .byHand()
            .atPath("countersign.authenticators." + name)
            .withFallback(ConfigFactory.parseString(block))
            .withFallback(ConfigFactory.parseMap(environment))
            .withFallback(ConfigFactory.parseString("countersign.http.transport = jdk"))
            .resolve(ConfigResolveOptions.noSystem());
    try (Countersign countersign = Countersign.builder().environment(environment).of(config)) {
      HttpClient client =
          AuthenticatingHttpClient.of(HttpClient.newBuilder(), countersign.authenticator(name));
      Config request = shape.request();
      HttpRequest.Builder sent =
          HttpRequest.newBuilder(URI.create(server.at(shape, request.getString("target"))))
              .method(
                  request.getString("method"),
                  request.hasPath("body")
                      ? BodyPublishers.ofString(request.getString("body"))
                      : BodyPublishers.noBody());
      if (request.hasPath("content-type")) {
        sent.header("Content-Type", request.getString("content-type"));
      }
      if (request.hasPath("headers")) {
        request
            .getObject("headers")
            .forEach((header, value) -> sent.header(header, (String) value.unwrapped()));
      }
      return Integer.toString(client.send(sent.build(), BodyHandlers.discarding()).statusCode());
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw new IOException(ended);
    }
  }

  /** Returns the variables that the block asks for, as far as the configuration has them. */
  private static Map<String, String> environment(String block, Config config) {
    Map<String, String> environment = new HashMap<>();
    Matcher secret = SECRET.matcher(block);
    while (secret.find()) {
      put(environment, secret.group(1), config, secret.group(2));
    }
    Matcher plain = PLAIN.matcher(block);
    while (plain.find()) {
      put(environment, plain.group(2), config, plain.group(1));
    }
    return environment;
  }

  private static void put(
      Map<String, String> environment, String variable, Config config, String path) {
    if (config.hasPath(path) && !config.getString(path).isEmpty()) {
      environment.put(variable, config.getString(path));
    }
  }
}

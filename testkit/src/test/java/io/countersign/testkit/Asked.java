package io.countersign.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;

/** What a server answered when it was asked for a token, or shown one. */
record Asked(HttpResponse<String> response) {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  static Asked by(HttpRequest.Builder request) throws IOException, InterruptedException {
    return by(CLIENT, request);
  }

  static Asked by(HttpClient client, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return new Asked(client.send(request.build(), BodyHandlers.ofString()));
  }

  /** A form of names and values, in turns. */
  static HttpRequest.Builder form(URI page, String... fields) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < fields.length; i += 2) {
      body.append(i == 0 ? "" : "&").append(fields[i]).append('=').append(encoded(fields[i + 1]));
    }
    return HttpRequest.newBuilder(page)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(body.toString()));
  }

  /** The value of the header (RFC 6749, section 2.3.1). */
  static String basic(String client, String secret) {
    return unencodedBasic(encoded(client), encoded(secret));
  }

  /** What many send instead. */
  static String unencodedBasic(String client, String secret) {
    return "Basic " + Base64.getEncoder().encodeToString((client + ":" + secret).getBytes(UTF_8));
  }

  int status() {
    return response.statusCode();
  }

  /** A member of the answer. */
  String member(String name) {
    return ConfigFactory.parseString(
            response.body(), ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON))
        .getString(name);
  }

  String accessToken() {
    return member("access_token");
  }

  String refreshToken() {
    return member("refresh_token");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}

package io.countersign.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.Config;
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
import java.util.List;

/** What a server answered when a test asked it for a token by hand, or showed it one. */
public record Asked(HttpResponse<String> response) {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** Sends this. */
  public static Asked by(HttpRequest.Builder request) throws IOException, InterruptedException {
    return by(CLIENT, request);
  }

  /** Sends this by a client of one's own. */
  public static Asked by(HttpClient client, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return new Asked(client.send(request.build(), BodyHandlers.ofString()));
  }

  /** Returns a form of names and values, in turns. */
  public static HttpRequest.Builder form(URI page, String... fields) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < fields.length; i += 2) {
      body.append(i == 0 ? "" : "&").append(fields[i]).append('=').append(encoded(fields[i + 1]));
    }
    return HttpRequest.newBuilder(page)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(body.toString()));
  }

  /** Returns the value of the header (RFC 6749, section 2.3.1). */
  public static String basic(String client, String secret) {
    return unencodedBasic(encoded(client), encoded(secret));
  }

  /** Returns what many send instead. */
  public static String unencodedBasic(String client, String secret) {
    return "Basic " + Base64.getEncoder().encodeToString((client + ":" + secret).getBytes(UTF_8));
  }

  /** Returns the status of the answer. */
  public int status() {
    return response.statusCode();
  }

  /** Returns a member of the answer. */
  public String member(String name) {
    return json().getString(name);
  }

  /** Returns a list in the answer. */
  public List<String> all(String name) {
    return json().getStringList(name);
  }

  private Config json() {
    return ConfigFactory.parseString(
        response.body(), ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
  }

  /** Returns the access token that it gave. */
  public String accessToken() {
    return member("access_token");
  }

  /** Returns the refresh token that it gave. */
  public String refreshToken() {
    return member("refresh_token");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}

package io.countersign.examples.quickstart;

import io.countersign.Countersign;
import io.countersign.http.jdk.AuthenticatingHttpClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

/** Asks one API for its invoices and another for its orders. */
public final class Quickstart {
  private Quickstart() {}

  /** Takes the configuration and the address of the APIs, or the ones beside this example. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path configuration = Path.of(arguments.length > 0 ? arguments[0] : "application.conf");
    URI api = URI.create(arguments.length > 1 ? arguments[1] : "http://localhost:8765");

    // ready() finds every secret now, or says in one report what is missing and how to set it.
    try (Countersign countersign = Countersign.load(configuration).ready()) {
      HttpClient billing = client(countersign, "billing");
      print(billing.send(get(api.resolve("/invoices")), BodyHandlers.ofString()));

      HttpClient orders = client(countersign, "orders");
      print(orders.send(get(api.resolve("/orders")), BodyHandlers.ofString()));
    }
  }

  /** Returns an ordinary HttpClient whose requests carry the credentials of this authenticator. */
  private static HttpClient client(Countersign countersign, String name) {
    return AuthenticatingHttpClient.of(HttpClient.newBuilder(), countersign.authenticator(name));
  }

  private static HttpRequest get(URI uri) {
    return HttpRequest.newBuilder(uri).build();
  }

  private static void print(HttpResponse<String> response) {
    System.out.println(response.uri() + " " + response.statusCode() + " " + response.body());
  }
}

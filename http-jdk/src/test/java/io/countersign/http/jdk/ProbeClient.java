package io.countersign.http.jdk;

import io.countersign.Authenticator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;

/** What the tests of the probes do with a client. */
final class ProbeClient {
  private ProbeClient() {}

  static AuthenticatingHttpClient of(Authenticator authenticator) {
    return AuthenticatingHttpClient.of(
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1), authenticator);
  }

  static HttpRequest get(URI address) {
    return HttpRequest.newBuilder(address).build();
  }

  static HttpResponse<String> send(Mode mode, HttpClient client, HttpRequest request)
      throws Exception {
    return mode.send(client, request, BodyHandlers.ofString());
  }

  /** Returns how often the request was sent until this response came. */
  static int sends(HttpResponse<?> response) {
    int sends = 0;
    for (Optional<? extends HttpResponse<?>> one = Optional.of(response);
        one.isPresent();
        one = one.get().previousResponse()) {
      sends++;
    }
    return sends;
  }
}

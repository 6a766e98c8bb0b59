package io.countersign.cli;

import io.countersign.Authenticator;
import io.countersign.http.jdk.AuthenticatingHttpClient;
import java.net.http.HttpClient;

/** The client that talks to APIs. */
final class Api {
  private Api() {}

  /** Returns a client that authenticates every request so, and follows redirects. */
  static HttpClient client(Authenticator authenticator) {
    HttpClient.Builder client = HttpClient.newBuilder();
    authenticator.tls().ifPresent(client::sslContext);
    return AuthenticatingHttpClient.of(client, authenticator);
  }
}

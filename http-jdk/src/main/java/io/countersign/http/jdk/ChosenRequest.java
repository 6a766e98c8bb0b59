package io.countersign.http.jdk;

import io.countersign.Authenticator;
import java.net.http.HttpRequest;

/** A request that says which authenticator it wants. */
final class ChosenRequest extends RequestView {
  private final Authenticator authenticator;

  ChosenRequest(HttpRequest request, Authenticator authenticator) {
    super(request, request.uri(), request.headers());
    this.authenticator = authenticator;
  }

  Authenticator authenticator() {
    return authenticator;
  }
}

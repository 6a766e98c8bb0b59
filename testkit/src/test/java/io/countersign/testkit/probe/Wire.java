package io.countersign.testkit.probe;

import io.countersign.Authenticator;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthResponse;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Body;
import io.countersign.spi.Send;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Drives an authenticator by hand: each send takes the next scripted response. */
final class Wire {
  private static final int ENOUGH = 10;

  private final Deque<AuthResponse> script = new ArrayDeque<>();
  private final List<AuthRequest> sent = new ArrayList<>();

  static AuthRequest get(String address) {
    return AuthRequest.of("GET", URI.create(address), headers(), Body.none());
  }

  static AuthRequest post(String address, String contentType, byte[] body) {
    return AuthRequest.of(
        "POST", URI.create(address), headers("Content-Type", contentType), Body.of(body));
  }

  static AuthResponse response(int status, String... namesAndValues) {
    return AuthResponse.of(status, headers(namesAndValues), Optional.empty());
  }

  private static Map<String, List<String>> headers(String... namesAndValues) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
    }
    return headers;
  }

  Wire answering(int status, String... namesAndValues) {
    script.add(response(status, namesAndValues));
    return this;
  }

  /** Returns the response that is the caller's; fails if the script does not suffice. */
  AuthResponse exchange(Authenticator authenticator, AuthRequest request) {
    AuthResponse last = null;
    AuthStep step = settled(authenticator.authenticate(request));
    for (int sends = 0; step instanceof Send send && sends < ENOUGH; sends++) {
      sent.add(request.with(send.credentials()));
      last = script.removeFirst();
      step = settled(send.onResponse(request, last));
    }
    if (last == null || step instanceof Send) {
      throw new AssertionError("it came to no end: " + step);
    }
    return last;
  }

  private static AuthStep settled(AuthStep step) {
    return step instanceof Await await ? settled(await.step().toCompletableFuture().join()) : step;
  }

  List<AuthRequest> sent() {
    return List.copyOf(sent);
  }

  /** Returns the values of this header, one for each send; an empty text where it had none. */
  List<String> header(String name) {
    return sent.stream()
        .map(request -> String.join(",", request.headers().getOrDefault(name, List.of())))
        .toList();
  }

  boolean scriptIsUsedUp() {
    return script.isEmpty();
  }
}

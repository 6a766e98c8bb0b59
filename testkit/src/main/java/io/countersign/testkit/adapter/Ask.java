package io.countersign.testkit.adapter;

import io.countersign.Authenticator;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request of a scenario. Immutable.
 *
 * @param headers in the order in which they are added
 * @param body empty for none
 * @param oneShot whether the body is given in a way that cannot be sent twice, its length unknown
 * @param timeout for all of it; empty for the client's own
 * @param chosen the authenticator that the request chooses for itself
 */
public record Ask(
    String method,
    URI uri,
    List<Header> headers,
    Optional<byte[]> body,
    boolean oneShot,
    Optional<Duration> timeout,
    Optional<Authenticator> chosen) {

  /** One header field. */
  public record Header(String name, String value) {}

  static Ask get(URI uri) {
    return new Ask(
        "GET",
        uri,
        List.of(),
        Optional.empty(),
        false,
        Optional.of(Duration.ofSeconds(30)),
        Optional.empty());
  }

  static Ask post(URI uri, String type, byte[] body) {
    return new Ask(
            "POST",
            uri,
            List.of(),
            Optional.of(body),
            false,
            Optional.of(Duration.ofSeconds(30)),
            Optional.empty())
        .with("Content-Type", type);
  }

  Ask with(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Ask(method, uri, List.copyOf(more), body, oneShot, timeout, chosen);
  }

  Ask once() {
    return new Ask(method, uri, headers, body, true, timeout, chosen);
  }

  Ask within(Duration time) {
    return new Ask(method, uri, headers, body, oneShot, Optional.of(time), chosen);
  }

  Ask by(Authenticator authenticator) {
    return new Ask(method, uri, headers, body, oneShot, timeout, Optional.of(authenticator));
  }
}

package io.countersign.spi;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The response to one sent request. Immutable. */
public interface AuthResponse {

  /** Returns the status code. */
  int status();

  /** Returns the headers; names are found in any case. */
  Map<String, List<String>> headers();

  /**
   * Returns the whole body, read-only, where {@link Need#RESPONSE_BODY} was declared; empty where
   * it was not, and where the body is larger than an adapter holds (1 MiB).
   */
  Optional<ByteBuffer> body();

  /**
   * Returns the challenges of {@code WWW-Authenticate} (of {@code Proxy-Authenticate} for a 407),
   * all of them and in order; whatever is malformed is left out (RFC 9110 §11.6.1).
   */
  List<Challenge> challenges();

  /** Returns a response of these parts. */
  static AuthResponse of(int status, Map<String, List<String>> headers, Optional<ByteBuffer> body) {
    return new PlainResponse(status, headers, body);
  }
}

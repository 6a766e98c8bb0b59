package io.countersign.spi;

import io.countersign.internal.HeaderFields;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A response of given parts. */
record PlainResponse(int status, Map<String, List<String>> headers, Optional<ByteBuffer> body)
    implements AuthResponse {

  PlainResponse {
    headers = HeaderFields.frozen(headers);
  }

  @Override
  public Optional<ByteBuffer> body() {
    return body.map(ByteBuffer::asReadOnlyBuffer);
  }

  @Override
  public List<Challenge> challenges() {
    String name = status == 407 ? "Proxy-Authenticate" : "WWW-Authenticate";
    return Challenge.parse(headers.getOrDefault(name, List.of()));
  }

  @Override
  public String toString() {
    return "AuthResponse[" + status + "]";
  }
}

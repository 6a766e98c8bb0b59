package io.countersign.testkit.adapter;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The final response of a request, as the client's caller sees it.
 *
 * @param headers found in any case
 * @param uri the address that the response says it came from
 * @param shown all that the response and its request show of themselves: texts, addresses, headers
 * @param body as it streams in
 */
public record Answer(
    int status, Map<String, List<String>> headers, URI uri, List<Object> shown, InputStream body) {

  /** Returns the first value of a header field; empty if there is none. */
  String header(String name) {
    return headers.getOrDefault(name, List.of("")).get(0);
  }

  /** Reads the rest of the body. */
  String text() {
    try (body) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new java.io.UncheckedIOException(broken);
    }
  }
}

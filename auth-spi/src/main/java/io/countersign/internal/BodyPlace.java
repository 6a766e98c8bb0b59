package io.countersign.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.countersign.spi.AuthRequest;
import io.countersign.spi.Body;
import io.countersign.spi.Place;
import io.countersign.spi.Placement;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One form field or JSON member more in the body of a request. */
final class BodyPlace {
  static final int LARGEST = 16 * 1024 * 1024;

  private static final Set<String> TAKES_BODY = Set.of("POST", "PUT", "PATCH", "DELETE");

  /** What a caller says about the bytes of a body is no longer true of others. */
  private static final List<String> ABOUT_THE_BYTES =
      List.of("Content-MD5", "Content-Digest", "Repr-Digest", "Digest");

  private BodyPlace() {}

  /** Returns the new body; the headers that speak of it are changed with it. */
  static Body put(
      AuthRequest request,
      Map<String, List<String>> headers,
      Body body,
      Placement placement,
      boolean replace) {
    byte[] before = content(body);
    checkChangeable(headers, placement);
    MediaType needed = placement.place() == Place.FORM ? MediaType.FORM : MediaType.JSON;
    String where = placement.where();
    if (before.length == 0 && !TAKES_BODY.contains(request.method())) {
      throw Refusal.because(
          where + " needs a body, and a " + request.method() + " request has none to put it in");
    }
    if (before.length == 0 && !headers.containsKey(MediaType.HEADER)) {
      headers.put(MediaType.HEADER, List.of(needed.toString()));
    }
    needed.require(headers.getOrDefault(MediaType.HEADER, List.of()), where);
    byte[] after =
        placement.place() == Place.FORM
            ? form(before, placement, replace)
            : JsonSplice.put(before, placement, replace);
    headers.remove("Content-Length");
    return Body.of(after);
  }

  private static byte[] content(Body body) {
    if (body instanceof Body.Bytes bytes) {
      ByteBuffer content = bytes.content();
      if (content.remaining() > LARGEST) {
        throw Refusal.because("the body is larger than 16 MiB, too large to put a credential in");
      }
      byte[] copy = new byte[content.remaining()];
      content.get(copy);
      return copy;
    }
    if (body instanceof Body.None) {
      return new byte[0];
    }
    throw new IllegalStateException("a body that was not read cannot be changed");
  }

  private static void checkChangeable(Map<String, List<String>> headers, Placement placement) {
    for (String coding : headers.getOrDefault("Content-Encoding", List.of())) {
      if (!coding.strip().equalsIgnoreCase("identity")) {
        throw Refusal.because(
            placement.where() + " cannot be put into a body that has a Content-Encoding");
      }
    }
    for (String name : ABOUT_THE_BYTES) {
      if (headers.containsKey(name)) {
        throw Refusal.because(
            placement.where() + " would change the body that header " + name + " was made for");
      }
    }
  }

  private static byte[] form(byte[] before, Placement placement, boolean replace) {
    String pair = encoded(placement.name()) + "=" + encoded(placement.value());
    // One character per octet, so that whatever the caller wrote comes out again.
    Pairs pairs = new Pairs(new String(before, ISO_8859_1), ISO_8859_1);
    return pairs.with(placement, pair, replace).getBytes(ISO_8859_1);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

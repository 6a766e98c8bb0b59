package io.countersign.examples.apis;

import io.countersign.spi.AuthRequest;
import io.countersign.spi.Body;
import io.countersign.spi.HttpCall;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Requests as text: method and address, headers in the order of their names, the body. */
final class Shown {
  private static final Pattern SIGNED_TOKEN =
      Pattern.compile("(eyJ[\\w-]+)\\.(eyJ[\\w-]+)\\.[\\w-]{43,}");

  private Shown() {}

  static String of(HttpCall call) {
    return of(call.method(), call.uri(), call.headers(), call.body());
  }

  static String of(AuthRequest request) {
    return of(request.method(), request.uri(), request.headers(), request.body());
  }

  private static String of(String method, URI uri, Map<String, List<String>> headers, Body body) {
    List<String> lines = new ArrayList<>(List.of(method + " " + uri));
    Map<String, List<String>> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    sorted.putAll(headers);
    sorted.forEach((name, values) -> values.forEach(value -> lines.add(name + ": " + value)));
    if (body instanceof Body.Bytes bytes) {
      lines.add("");
      lines.add(StandardCharsets.UTF_8.decode(bytes.content()).toString());
    }
    return withTokensOpened(String.join("\n", lines));
  }

  /** A token that is signed is shown as header and claims: its signature is by a new key. */
  private static String withTokensOpened(String text) {
    return SIGNED_TOKEN
        .matcher(text)
        .replaceAll(token ->
            Matcher.quoteReplacement(
                "[" + decoded(token.group(1)) + " " + decoded(token.group(2)) + " signed]"));
  }

  private static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }

  /** Reads such a text. */
  static AuthRequest read(String text) {
    String[] parts = text.split("\n\n", 2);
    List<String> head = parts[0].lines().toList();
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line : head.subList(1, head.size())) {
      String[] field = line.split(": ", 2);
      headers.computeIfAbsent(field[0], name -> new ArrayList<>()).add(field[1]);
    }
    String[] first = head.get(0).split(" ", 2);
    Body body =
        parts.length == 1
            ? Body.none()
            : new Body.Bytes(ByteBuffer.wrap(parts[1].getBytes(StandardCharsets.UTF_8)));
    return AuthRequest.of(first[0], URI.create(first[1]), headers, body);
  }
}

package io.countersign.oauth2;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import io.countersign.spi.Body;
import io.countersign.spi.Credentials;
import io.countersign.spi.HttpCall;
import io.countersign.spi.Place;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a token is for: the one parameter that may be there more than once (RFC 8707 §2). In JSON it
 * is an array then.
 *
 * @param encoding of the request: form, query or json
 * @param name how the parameter is called; empty to leave it out
 */
record Resources(List<String> addresses, String encoding, String name) {

  /** Returns whether they are one value of a JSON body. */
  boolean areArray() {
    return addresses.size() > 1 && encoding.equals("json");
  }

  /** Returns what goes with the other parameters. */
  Optional<String> first() {
    return areArray() ? Optional.empty() : addresses.stream().findFirst();
  }

  /** Returns them as an array, where that is the way. */
  Credentials array() {
    return areArray() && !name.isEmpty()
        ? Credentials.of(
            Place.JSON_LITERAL,
            TokenEndpoint.pointer(name),
            ConfigValueFactory.fromIterable(addresses).render(ConfigRenderOptions.concise()))
        : Credentials.none();
  }

  /** Returns the call with those behind the first one. */
  HttpCall rest(HttpCall call) {
    if (addresses.size() < 2 || encoding.equals("json") || name.isEmpty()) {
      return call;
    }
    String pairs =
        addresses.stream()
            .skip(1)
            .map(address -> "&" + encoded(name) + "=" + encoded(address))
            .collect(Collectors.joining());
    return encoding.equals("query")
        ? new HttpCall(
            call.method(),
            URI.create(call.uri() + pairs),
            call.headers(),
            call.body(),
            call.timeout())
        : new HttpCall(
            call.method(), call.uri(), call.headers(), more(call.body(), pairs), call.timeout());
  }

  private static Body more(Body body, String pairs) {
    String before =
        body instanceof Body.Bytes bytes
            ? StandardCharsets.ISO_8859_1.decode(bytes.content()).toString()
            : "";
    return Body.of((before + pairs).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

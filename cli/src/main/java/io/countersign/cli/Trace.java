package io.countersign.cli;

import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthResponse;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Body;
import io.countersign.spi.Credentials;
import io.countersign.spi.Need;
import io.countersign.spi.Place;
import io.countersign.spi.Placement;
import io.countersign.spi.Send;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/** Shows each request that an authenticator lets out, and each response, credentials redacted. */
final class Trace {
  private static final int MOST_BODY = 2048;
  private static final Set<Place> OUTSIDE_OF_THE_BODY =
      Set.of(Place.HEADER, Place.QUERY, Place.COOKIE);

  private final PrintWriter err;
  private final RequestBody body;
  private final Redaction redaction = new Redaction();
  private int seen;

  Trace(PrintWriter err, RequestBody body) {
    this.err = err;
    this.body = body;
  }

  /** Returns the same authenticator, which shows what it does. */
  Authenticator around(Authenticator authenticator) {
    return new Authenticator() {
      @Override
      public AuthStep authenticate(AuthRequest request) {
        return shown(request, authenticator.authenticate(request));
      }

      @Override
      public Set<Need> needs() {
        return authenticator.needs();
      }

      @Override
      public Optional<SSLContext> tls() {
        return authenticator.tls();
      }

      @Override
      public void close() {
        authenticator.close();
      }
    };
  }

  private AuthStep shown(AuthRequest request, AuthStep step) {
    if (step instanceof Await await) {
      return new Await(await.step().thenApply(next -> shown(request, next)));
    }
    if (step instanceof Send send) {
      request(request, send.credentials());
      return Send.of(send.credentials(), (asked, response) -> after(send, asked, response));
    }
    return step;
  }

  private AuthStep after(Send send, AuthRequest request, AuthResponse response) {
    response(response.status(), response.headers());
    seen++;
    return shown(request, send.onResponse(request, response));
  }

  /** Shows the hops that no authenticator saw: those to another origin, without credentials. */
  void rest(HttpResponse<?> last) {
    Deque<HttpResponse<?>> all = new ArrayDeque<>();
    for (HttpResponse<?> one = last; one != null; one = one.previousResponse().orElse(null)) {
      all.addFirst(one);
    }
    for (HttpResponse<?> bare : all.stream().skip(seen).toList()) {
      err.println("> " + bare.request().method() + " " + bare.uri() + " (without credentials)");
      response(bare.statusCode(), bare.headers().map());
    }
  }

  private void request(AuthRequest request, Credentials credentials) {
    if (!fits(request, credentials)) {
      return; // it will not go out; the error says why
    }
    Body known = request.body() instanceof Body.Unread ? body.body() : request.body();
    AuthRequest bare = AuthRequest.of(request.method(), request.uri(), request.headers(), known);
    try {
      lines(bare.with(redaction.of(credentials)));
    } catch (AuthException clash) {
      // `on-conflict = replace`: name the places instead
      lines(bare);
      for (Placement placement : credentials.placements()) {
        err.println("> (" + placement.where() + ": " + Redaction.SHOWN + ")");
      }
    }
  }

  private static boolean fits(AuthRequest request, Credentials credentials) {
    try {
      for (Placement each : credentials.placements()) {
        if (OUTSIDE_OF_THE_BODY.contains(each.place())) {
          AuthRequest unused =
              request.with(Credentials.of(each.place(), each.name(), each.value()));
        }
      }
      return true;
    } catch (AuthException refused) {
      return false;
    }
  }

  private void lines(AuthRequest request) {
    err.println("> " + request.method() + " " + request.uri());
    request
        .headers()
        .forEach((name, values) ->
            values.forEach(value -> line("> ", name, redaction.sent(name, value))));
    if (request.body() instanceof Body.Bytes bytes && bytes.content().hasRemaining()) {
      int length = bytes.content().remaining();
      err.println(
          "> "
              + (length > MOST_BODY
                  ? "(" + length + " bytes)"
                  : Redaction.printable(
                      StandardCharsets.UTF_8.decode(bytes.content()).toString())));
    }
    err.flush();
  }

  private void response(int status, Map<String, List<String>> headers) {
    err.println("< " + status);
    headers.forEach((name, values) ->
        values.forEach(value -> line("< ", name, redaction.received(name, value))));
    err.flush();
  }

  private void line(String mark, String name, String value) {
    err.println(mark + name + ": " + value);
  }
}

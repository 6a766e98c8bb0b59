package io.countersign.oauth2;

import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.spi.AuthContext;
import io.countersign.spi.CallFailure;
import io.countersign.spi.Credentials;
import io.countersign.spi.HttpCall;
import io.countersign.spi.ReplyData;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that an issuer's metadata name (RFC 8414 §3, OpenID Connect Discovery §4), asked
 * for once a day.
 */
final class Metadata {
  private static final long A_DAY = TimeUnit.DAYS.toNanos(1);

  private final URI issuer;
  private final AuthContext context;
  private final boolean showsCertificate;
  private volatile @Nullable Known known;

  /** What an issuer said. */
  record Known(URI token, Optional<URI> revocation, long atNanos) {}

  /**
   * Asks for those of an issuer.
   *
   * @param showsCertificate whether the calls are for those endpoints that ask for a client
   *     certificate, where there are others (RFC 8705 §5)
   */
  Metadata(URI issuer, AuthContext context, boolean showsCertificate) {
    if (issuer.getRawQuery() != null || issuer.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "issuer has no query and no fragment (RFC 8414 §2); write token-url instead");
    }
    this.issuer = issuer;
    this.context = context;
    this.showsCertificate = showsCertificate;
  }

  CompletionStage<Known> get(Duration atMost) {
    Known before = known;
    if (before != null && context.nanoTime() - before.atNanos < A_DAY) {
      return CompletableFuture.completedFuture(before);
    }
    return ask(places(), "", atMost)
        .thenApply(found -> {
          known = found;
          return found;
        })
        .exceptionallyCompose(failure ->
            before != null
                ? CompletableFuture.completedFuture(before)
                : CompletableFuture.failedFuture(failure));
  }

  /** Asks at one place after the other; said is what the places before have answered. */
  private CompletionStage<Known> ask(List<URI> places, String said, Duration atMost) {
    URI place = places.get(0);
    return context
        .http()
        .send(HttpCall.of("GET", place, Credentials.none(), atMost))
        .handle((reply, failure) -> {
          if (failure != null) {
            throw unanswered(failure);
          }
          return ReplyData.of(reply);
        })
        .thenCompose(reply -> {
          int status = reply.status();
          if (status == 429 || status >= 500) {
            return CompletableFuture.failedFuture(passing(place, reply));
          }
          if (status == 200 && reply.isReadable()) {
            return CompletableFuture.completedFuture(read(place, reply));
          }
          String all =
              said
                  + (said.isEmpty() ? "" : ", and ")
                  + place
                  + " answered "
                  + status
                  + (status == 200 ? " without JSON" : "");
          return places.size() > 1
              ? ask(places.subList(1, places.size()), all, atMost)
              : CompletableFuture.failedFuture(
                  new AuthException(
                      Category.PROTOCOL, all + ": no metadata; write token-url instead"));
        });
  }

  /** That this call came to nothing says nothing of the token request, which was not sent. */
  private static RuntimeException unanswered(Throwable failure) {
    Throwable cause = Failures.unwrapped(failure);
    if (cause instanceof CallFailure) {
      return new AuthException(Category.TRANSIENT, "its issuer's metadata: " + cause.getMessage());
    }
    return cause instanceof RuntimeException known ? known : new CompletionException(cause);
  }

  private AuthException passing(URI place, ReplyData reply) {
    AuthException passing =
        new AuthException(
            Category.TRANSIENT, place + " answered " + reply.status() + "; it may pass by itself");
    return reply.retryAfter(context.clock()).map(passing::retryAfter).orElse(passing);
  }

  /** Returns where the metadata may be: both ways, where the issuer has a path. */
  private List<URI> places() {
    String text = issuer.toString();
    String base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    String path = issuer.getRawPath() == null ? "" : issuer.getRawPath();
    String root = base.substring(0, base.length() - path.replaceAll("/$", "").length());
    return List.of(
        URI.create(base + "/.well-known/openid-configuration"),
        URI.create(
            root + "/.well-known/oauth-authorization-server" + base.substring(root.length())));
  }

  private Known read(URI place, ReplyData reply) {
    String said = reply.at("/issuer").orElse("");
    if (!said.equals(issuer.toString())) {
      throw wrong(
          place,
          "says its issuer is \""
              + Said.without(List.of(), said)
              + "\"; write exactly that, if it is the right one");
    }
    return new Known(
        endpoint(place, reply, "token_endpoint")
            .orElseThrow(() -> wrong(place, "names no token_endpoint; write token-url instead")),
        endpoint(place, reply, "revocation_endpoint"),
        context.nanoTime());
  }

  private Optional<URI> endpoint(URI place, ReplyData reply, String name) {
    Optional<String> alias =
        showsCertificate ? reply.at("/mtls_endpoint_aliases/" + name) : Optional.empty();
    if (alias.isEmpty()) {
      return reply.at("/" + name).flatMap(Metadata::address);
    }
    Optional<URI> address = alias.flatMap(Metadata::address);
    if (address.isEmpty()) {
      throw wrong(place, "has a " + name + " among its mtls_endpoint_aliases that is no address");
    }
    return address;
  }

  private static Optional<URI> address(String text) {
    try {
      URI address = URI.create(text);
      return address.isAbsolute() ? Optional.of(address) : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static AuthException wrong(URI place, String what) {
    return new AuthException(Category.PROTOCOL, place + " " + what);
  }
}

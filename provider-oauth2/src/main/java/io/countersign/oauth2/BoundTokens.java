package io.countersign.oauth2;

import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.Authenticator;
import io.countersign.spi.AuthExchange;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthResponse;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Credentials;
import io.countersign.spi.Done;
import io.countersign.spi.Live;
import io.countersign.spi.Send;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Carries tokens that are bound to a key, each request with a proof of its own (RFC 9449 §7).
 *
 * <p>A refused token is renewed once for all who carried it; a nonce that the server wants is used
 * at once, however often it wants another, up to {@link AuthExchange#SENDS}.
 */
final class BoundTokens implements Authenticator {
  private final Dpop dpop;
  private final Live<Bound> tokens;

  private BoundTokens(Dpop dpop, Live<Bound> tokens) {
    this.dpop = dpop;
    this.tokens = tokens;
  }

  /**
   * Carries these.
   *
   * @throws IllegalArgumentException if what is at hand can never be sent; the message is for the
   *     report
   */
  static BoundTokens of(Dpop dpop, Live<Token> tokens, Live<Credentials> credentials) {
    Live<Bound> bound = Live.both(tokens, credentials, (token, placed) -> Bound.of(token, placed));
    try {
      Bound unused = bound.now();
    } catch (AuthException unusable) {
      throw new IllegalArgumentException(unusable.getMessage());
    }
    return new BoundTokens(dpop, bound);
  }

  /**
   * A token as it is sent, and what a proof says of it.
   *
   * @param ath its hash
   */
  private record Bound(ProofKey key, String ath, Credentials credentials) {
    static Bound of(Token token, Credentials credentials) {
      return new Bound(token.key().orElseThrow(), hash(token.value()), credentials);
    }

    private static String hash(String token) {
      try {
        return Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                MessageDigest.getInstance("SHA-256")
                    .digest(token.getBytes(StandardCharsets.US_ASCII)));
      } catch (NoSuchAlgorithmException everyJavaHasIt) {
        throw new IllegalStateException(everyJavaHasIt);
      }
    }

    @Override
    public String toString() {
      return "Bound";
    }
  }

  @Override
  public AuthStep authenticate(AuthRequest request) {
    try {
      Target target = Target.of(request.uri());
      Bound now = tokens.now();
      return now != null
          ? send(request, target, now)
          : new Await(tokens.get().thenApply(got -> send(request, target, got)));
    } catch (RuntimeException unusable) {
      return failed(unusable);
    }
  }

  private Send send(AuthRequest request, Target target, Bound token) {
    return new Proven(request, target, token, dpop.nonceOf(target), 1, false);
  }

  private static Await failed(RuntimeException failure) {
    return new Await(CompletableFuture.failedFuture(failure));
  }

  /** One request with its token and its proof. */
  private final class Proven implements Send {
    private final Target target;
    private final Bound token;
    private final Credentials credentials;
    private final int sends;
    private final boolean renewed;

    /**
     * Proves.
     *
     * @param nonce null if the server gave none
     * @param sends how often the request is sent with this
     * @param renewed whether its token took the place of one that was refused
     */
    Proven(
        AuthRequest request,
        Target target,
        Bound token,
        @Nullable String nonce,
        int sends,
        boolean renewed) {
      this.target = target;
      this.token = token;
      this.sends = sends;
      this.renewed = renewed;
      this.credentials =
          token.credentials.and(dpop.proof(token.key, request.method(), target, token.ath, nonce));
    }

    @Override
    public Credentials credentials() {
      return credentials;
    }

    @Override
    public AuthStep onResponse(AuthRequest request, AuthResponse response) {
      String nonce = dpop.noted(target, response.headers());
      if (response.status() != 401) {
        tokens.used();
        return Done.DONE;
      }
      return switch (error(response)) {
        case Dpop.USE_NONCE -> withAnother(nonce, request);
        case "invalid_dpop_proof" -> Done.DONE; // which says nothing of the token
        default ->
            renewed
                ? Done.DONE
                : new Await(tokens.refused(token).thenApply(next -> after(next, request)));
      };
    }

    private AuthStep withAnother(@Nullable String nonce, AuthRequest request) {
      if (nonce == null) {
        return failed(
            new AuthException(
                Category.PROTOCOL,
                target.origin()
                    + " wants a DPoP nonce and gives none: its 401 has no DPoP-Nonce that could be"
                    + " sent (RFC 9449 §9)"));
      }
      if (sends == AuthExchange.SENDS) {
        return failed(
            new AuthException(
                Category.PROTOCOL,
                target.origin()
                    + " wanted another DPoP nonce "
                    + sends
                    + " times, although each request had the one that it had just given; it is not"
                    + " sent again"));
      }
      return new Proven(request, target, token, nonce, sends + 1, renewed);
    }

    private AuthStep after(Bound next, AuthRequest request) {
      return next == token
          ? Done.DONE
          : new Proven(request, target, next, dpop.nonceOf(target), sends + 1, true);
    }

    @Override
    public String toString() {
      return "Proven";
    }
  }

  private static String error(AuthResponse response) {
    return response.challenges().stream()
        .filter(challenge -> challenge.is(Dpop.SCHEME))
        .map(challenge -> challenge.parameter("error"))
        .flatMap(Optional::stream)
        .findFirst()
        .orElse("");
  }

  @Override
  public String toString() {
    return "BoundTokens";
  }
}

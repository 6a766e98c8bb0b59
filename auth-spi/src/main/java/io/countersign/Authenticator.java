package io.countersign;

import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthResponse;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Credentials;
import io.countersign.spi.Live;
import io.countersign.spi.Need;
import io.countersign.spi.Probing;
import io.countersign.spi.RequestSigner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;

/**
 * Says which credentials a request goes out with, for as long as the application lives.
 *
 * <p>Thread-safe. It never blocks and does no I/O on the thread that calls it; what takes time is
 * an {@link io.countersign.spi.Await}. Applications get one from {@link Countersign#authenticator}
 * and hand it to the adapter of their HTTP client; authors of a provider make one, most often by
 * {@link #carrying(Live)}.
 */
@FunctionalInterface
public interface Authenticator extends AutoCloseable {

  /**
   * Returns the first step of this request: what to send, or what to wait for.
   *
   * <p>Never throws for what a user can cause: that is an {@code Await} whose stage fails.
   */
  AuthStep authenticate(AuthRequest request);

  /** Returns what must be in hand before a step is asked for; the same for its whole life. */
  default Set<Need> needs() {
    return Set.of();
  }

  /**
   * Returns what came with the token or session beside itself, as the address of the instance that
   * is to be called, under the names that the configuration gives; obtains it if there is none.
   */
  default CompletionStage<Map<String, String>> attributes() {
    return CompletableFuture.completedFuture(Map.of());
  }

  /**
   * Returns TLS that shows the client certificate of the block, for the client that calls the API:
   * tokens may be bound to it (RFC 8705 §3). Each new connection shows the one of its moment. Empty
   * if the block has none.
   */
  default Optional<SSLContext> tls() {
    return Optional.empty();
  }

  /**
   * Returns how it can be tried before a request needs it; empty if nothing is obtained for it. It
   * is itself where it is {@link Probing} too.
   */
  default Optional<Probing> probing() {
    return this instanceof Probing probing ? Optional.of(probing) : Optional.empty();
  }

  /** Lets go of what it holds. Requests under way may fail; calling it again does nothing. */
  @Override
  default void close() {}

  /** Returns the authenticator that sends every request bare. */
  static Authenticator none() {
    return Carrying.NONE;
  }

  /**
   * Returns the authenticator that puts the credentials of all these on one request, asked in this
   * order: each sees the request as those before it leave it, so a signer stands last. A refusal is
   * shown to each, and what one of them renews is signed anew by those behind it.
   *
   * <p>Two values for one place fail the request before it is sent. The parts are not closed with
   * it. Where each of them is {@linkplain #carrying carrying} or {@link #none}, asking allocates
   * nothing once it was asked.
   *
   * @throws IllegalArgumentException if what is at hand cannot go on one request
   */
  static Authenticator all(List<Authenticator> parts) {
    return new Composite(parts);
  }

  /**
   * Returns an authenticator for whatever is sent unchanged until a 401 refuses it: a secret, a
   * minted JWT, an access token, a session.
   *
   * <p>A refusal renews the value once for every request that carried it, and the request is sent
   * again only if that gave another value. While a value is at hand, asking costs no allocation.
   *
   * @throws IllegalArgumentException if a value is at hand that cannot be used: its function threw
   *     that or an {@link AuthException}. It is told when the block is read, not by a request
   */
  static Authenticator carrying(Live<Credentials> credentials) {
    return carrying(credentials, response -> response.status() == 401, Set.of());
  }

  /** As {@link #carrying(Live)}, for schemes that show a refusal by other signs than a 401. */
  static Authenticator carrying(
      Live<Credentials> credentials, Predicate<AuthResponse> refused, Set<Need> needs) {
    return new Carrying(credentials, refused, needs);
  }

  /**
   * Returns an authenticator that signs each request, and one that is sent again anew.
   *
   * <p>A 401 has the secrets of the signer read again once for every request that it signed, and
   * the request is sent again only if that gave another signer.
   *
   * @param needs {@link Need#REQUEST_BODY} if the body is signed
   * @throws IllegalArgumentException as {@link #carrying(Live)}
   */
  static Authenticator signing(Live<RequestSigner> signers, Set<Need> needs) {
    return new Signing(signers, needs);
  }
}

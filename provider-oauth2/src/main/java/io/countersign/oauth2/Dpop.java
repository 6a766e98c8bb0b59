package io.countersign.oauth2;

import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.oauth2.TokenEndpoint.Answer;
import io.countersign.spi.AuthContext;
import io.countersign.spi.Credentials;
import io.countersign.spi.Live;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Binds the tokens of a block to a key, on both legs (RFC 9449). Thread-safe. */
final class Dpop {
  static final String SCHEME = "DPoP";

  /** The header field of a proof. */
  static final String FIELD = "DPoP";

  /** The error by which a server asks for a nonce. */
  static final String USE_NONCE = "use_dpop_nonce";

  static final Setting<Optional<Settings>> DPOP =
      Setting.block("dpop", ProofKeys.SETTINGS)
          .optional()
          .describedAs(
              "Binds its tokens to a key (RFC 9449): they are sent as DPoP {{self}}, with a proof");

  private final AuthContext context;
  private final ProofKeys keys;

  /** A token endpoint and an API at one address may still have nonces of their own. */
  private final Nonces ofCalls = new Nonces();

  private final Nonces ofRequests = new Nonces();

  private Dpop(AuthContext context, ProofKeys keys) {
    this.context = context;
    this.keys = keys;
  }

  /**
   * Returns what a block says of it; empty if nothing.
   *
   * @throws IllegalArgumentException if it cannot be done; the message is for the report
   */
  static Optional<Dpop> of(Settings settings, AuthContext context) {
    return settings
        .get(DPOP)
        .map(said -> {
          ProofKeys keys = ProofKeys.of(said, context.name());
          if (settings.get(Words.ACCESS_TOKEN).isPresent() && !keys.outliveTheProcess()) {
            throw new IllegalArgumentException(
                "access-token is bound to the key that it was given for: write dpop.signing-key");
          }
          checkPlaces(settings);
          return new Dpop(context, keys);
        });
  }

  /** What the block writes beside its token leaves the field of the proof free. */
  private static void checkPlaces(Settings settings) {
    Credentials sample =
        Words.PLACING.place(settings, Live.of("self"), word -> Live.of("word")).now();
    try {
      Credentials unused =
          sample == null ? Credentials.none() : sample.and(Credentials.header(FIELD, "0"));
    } catch (AuthException taken) {
      throw new IllegalArgumentException("dpop: " + taken.getMessage());
    }
  }

  /**
   * Refuses a refresh token that no other key can use, where the key ends with the process: that of
   * a public client is bound (RFC 9449 §5).
   *
   * @throws IllegalArgumentException with a message for the report
   */
  void checkRefreshTokenOf(ClientAuthentication client) {
    if (client == ClientAuthentication.NONE && !keys.outliveTheProcess()) {
      throw new IllegalArgumentException(
          "the refresh token of a client without a secret is bound to the key that it was given"
              + " for: write dpop.signing-key");
    }
  }

  /** Returns the key as it is now, which a token that is asked for now is bound to. */
  ProofKey key() {
    return keys.get();
  }

  /** Makes a token request, and once more if the server gave a nonce for it (RFC 9449 §8). */
  CompletionStage<Answer> ask(String errorAt, Supplier<CompletionStage<Answer>> request) {
    return request
        .get()
        .thenCompose(answer ->
            answer.reply().at(errorAt).filter(USE_NONCE::equals).isPresent()
                    && answer.reply().header(Nonces.FIELD).isPresent()
                ? request.get()
                : CompletableFuture.completedFuture(answer));
  }

  /** Returns the proof for a token request. */
  Credentials forCalls(ProofKey key, String method, Target target) {
    return proof(key, method, target, null, ofCalls.of(target));
  }

  void noteOfCalls(Target target, Map<String, List<String>> headers) {
    ofCalls.note(target, headers);
  }

  /** Returns what sends these tokens, each in its credentials. */
  Authenticator carrying(Live<Token> tokens, Live<Credentials> credentials) {
    return BoundTokens.of(this, tokens, credentials);
  }

  /** Returns what the server of an API wants in the next proof; null if it wants nothing. */
  @Nullable String nonceOf(Target target) {
    return ofRequests.of(target);
  }

  /** Keeps and returns the nonce of a response of an API; null if it has none. */
  @Nullable String noted(Target target, Map<String, List<String>> headers) {
    return ofRequests.note(target, headers);
  }

  /** Returns a proof as it goes on a request. */
  Credentials proof(
      ProofKey key, String method, Target target, @Nullable String ath, @Nullable String nonce) {
    return Credentials.header(
        FIELD,
        key.proof(context.random(), context.clock().millis() / 1_000, method, target, ath, nonce));
  }

  @Override
  public String toString() {
    return "Dpop[" + keys + "]";
  }
}

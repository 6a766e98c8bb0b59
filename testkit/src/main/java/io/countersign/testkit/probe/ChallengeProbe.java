package io.countersign.testkit.probe;

import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthResponse;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Challenge;
import io.countersign.spi.Credentials;
import io.countersign.spi.Done;
import io.countersign.spi.Secret;
import io.countersign.spi.Send;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Answers Digest challenges of one server (RFC 7616): MD5 and SHA-256, quality {@code auth}, and
 * that of RFC 2069.
 *
 * <p>The first request goes out bare; from then on each carries an answer, until the server calls
 * the nonce stale or names the next one. A stale nonce is retried once; a password that was refused
 * only if it has another value by now. Leaves out proxies, {@code auth-int}, {@code -sess}, {@code
 * userhash}, {@code domain} and the check of {@code rspauth}.
 */
public final class ChallengeProbe implements Authenticator {
  private static final int CNONCE_BYTES = 16;

  /** One nonce, and how often it was used: replaced as one, so that they never part. */
  private record Round(DigestChallenge challenge, AtomicInteger used) {
    Round(DigestChallenge challenge) {
      this(challenge, new AtomicInteger());
    }
  }

  /** The reasons for which this request was sent again; each counts once. */
  private record Tried(boolean nonce, boolean secret) {
    static final Tried NOTHING = new Tried(false, false);

    Tried andNonce() {
      return new Tried(true, secret);
    }

    Tried andSecret() {
      return new Tried(nonce, true);
    }
  }

  private final String user;
  private final Secret password;
  private final AuthContext context;
  private final AtomicReference<@Nullable Round> current = new AtomicReference<>();

  /** Answers as this user; takes the client's own nonces from the context. */
  public ChallengeProbe(String user, Secret password, AuthContext context) {
    this.user = user;
    this.password = password;
    this.context = context;
  }

  @Override
  public AuthStep authenticate(AuthRequest request) {
    Round round = current.get();
    return round != null
        ? answer(request, round, Tried.NOTHING)
        : Send.of(Credentials.none(), this::challenged);
  }

  private AuthStep challenged(AuthRequest request, AuthResponse response) {
    return challengeOf(response)
        .<AuthStep>map(asked -> answer(request, roundAfter(null, asked), Tried.NOTHING))
        .orElse(Done.DONE);
  }

  private AuthStep answer(AuthRequest request, Round round, Tried tried) {
    String now = password.now();
    return now != null
        ? answer(request, round, tried, now)
        : new Await(password.get().thenApply(read -> answer(request, round, tried, read)));
  }

  private Send answer(AuthRequest request, Round round, Tried tried, String secret) {
    byte[] cnonce = new byte[CNONCE_BYTES];
    context.random().nextBytes(cnonce);
    String header =
        new DigestAnswer(round.challenge, user, secret)
            .header(
                request.method(),
                targetOf(request.uri()),
                round.used.incrementAndGet(),
                HexFormat.of().formatHex(cnonce));
    return Send.of(
        Credentials.header("Authorization", header),
        (bare, response) -> judge(bare, response, round, tried, secret));
  }

  private AuthStep judge(
      AuthRequest request, AuthResponse response, Round round, Tried tried, String secret) {
    nextNonce(response)
        .ifPresent(
            nonce -> current.compareAndSet(round, new Round(round.challenge.withNonce(nonce))));
    Optional<DigestChallenge> asked = challengeOf(response);
    if (asked.isEmpty()) {
      return Done.DONE;
    }
    if (asked.get().stale()) {
      Round next = roundAfter(round, asked.get());
      return tried.nonce ? Done.DONE : answer(request, next, tried.andNonce());
    }
    // Not kept: a server that forgot its nonces without calling them stale would refuse for ever.
    current.compareAndSet(round, null);
    return tried.secret
        ? Done.DONE
        : new Await(
            password
                .refused(secret)
                .thenApply(changed ->
                    changed == secret
                        ? Done.DONE
                        : answer(
                            request, roundAfter(null, asked.get()), tried.andSecret(), changed)));
  }

  /** Of many requests whose nonce is over, all go on with that of the first. */
  private Round roundAfter(@Nullable Round over, DigestChallenge asked) {
    Round next = new Round(asked);
    if (current.compareAndSet(over, next)) {
      return next;
    }
    Round others = current.get();
    return others != null ? others : next;
  }

  private static Optional<DigestChallenge> challengeOf(AuthResponse response) {
    return response.status() == 401
        ? DigestChallenge.firstOf(response.challenges())
        : Optional.empty();
  }

  /**
   * Reads {@code Authentication-Info} as if it were a challenge: its grammar is the parameters'.
   */
  private static Optional<String> nextNonce(AuthResponse response) {
    List<String> lines = response.headers().getOrDefault("Authentication-Info", List.of());
    return Challenge.parse(lines.stream().map(line -> "Digest " + line).toList()).stream()
        .flatMap(info -> info.parameter("nextnonce").stream())
        .findFirst();
  }

  private static String targetOf(URI uri) {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }
}

package io.countersign.session;

import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.AuthResponse;
import io.countersign.spi.Credentials;
import io.countersign.spi.Live;
import io.countersign.spi.Placing;
import io.countersign.spi.Refreshing;
import io.countersign.spi.Rule;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * {@code session}: one call logs in, and what it gave goes along with every request until it is
 * over; then the next login. Or a session that exists already, with or without a login for when it
 * is over.
 *
 * <p>However many requests find a session over, one login follows.
 */
public final class SessionProvider implements AuthProvider {
  private static final Setting<Optional<Secret>> TOKEN =
      Setting.secret("token")
          .optional()
          .describedAs("A session that exists already, used until it is refused");
  private static final Setting<Optional<URI>> VALIDATE_URL =
      Setting.uri("validate-url")
          .optional()
          .describedAs("What countersign check --live asks, by GET, whether a session is good");
  private static final Setting<Optional<Duration>> LIFETIME =
      Setting.duration("lifetime")
          .optional()
          .describedAs("How long a session is good if the login does not say; else until refused");
  private static final Setting<List<Integer>> RENEW_ON =
      Statuses.setting("renew-on")
          .orElse(List.of())
          .describedAs("By which statuses, beside 401, the API says that a session is over");
  private static final Setting<String> ON_OUTAGE =
      Setting.oneOf("on-outage", "fail", "wait")
          .orElse("fail")
          .describedAs(
              "Whether a request without a session fails or waits while no login succeeds");
  private static final Placing PLACING = Placing.toBeSaid("Bearer");

  /** For {@link java.util.ServiceLoader}. */
  public SessionProvider() {}

  @Override
  public String type() {
    return "session";
  }

  @Override
  public List<Setting<?>> settings() {
    return PLACING.after(
        Login.BLOCK, TOKEN, VALIDATE_URL, LIFETIME, RENEW_ON, ON_OUTAGE, Logout.BLOCK);
  }

  @Override
  public List<Rule> rules() {
    return List.of(Rule.atLeastOne(Login.BLOCK, TOKEN));
  }

  @Override
  public Authenticator create(Settings settings, AuthContext context) {
    AtomicReference<@Nullable String> begun = new AtomicReference<>();
    Optional<Refreshing<String>> logins =
        settings.get(Login.BLOCK).map(block -> logins(settings, block, context, begun));
    Live<String> sessions =
        settings
            .get(TOKEN)
            .<Live<String>>map(token -> new Given(token, logins.map(live -> live)))
            .orElseGet(logins::orElseThrow);
    Authenticator carrying =
        Authenticator.carrying(
            PLACING.place(settings, sessions), over(settings.get(RENEW_ON)), Set.of());
    if (logins.isEmpty() && settings.has(Logout.BLOCK)) {
      throw new IllegalArgumentException("logout ends what login began: write login, or no logout");
    }
    return new SessionAuthenticator(
        carrying,
        sessions,
        () -> begun.get() == null ? Optional.empty() : logins.flatMap(Refreshing::left),
        begun,
        settings.get(VALIDATE_URL).map(url -> new Validation(url, carrying, context)),
        settings.get(Logout.BLOCK).map(block -> new Logout(block, context)));
  }

  private static Refreshing<String> logins(
      Settings settings,
      Settings block,
      AuthContext context,
      AtomicReference<@Nullable String> begun) {
    Login login = new Login(block, settings.get(LIFETIME), context);
    Refreshing<String> logins =
        Refreshing.<String>of(
                context,
                atMost ->
                    login
                        .begin(atMost)
                        .thenApply(fresh -> {
                          begun.set(fresh.value());
                          checkCarried(settings, fresh.value());
                          return fresh;
                        }))
            .from(block.secrets());
    return settings.get(ON_OUTAGE).equals("wait") ? logins.waiting() : logins;
  }

  /** What no request could carry is told as what it is, and not kept. */
  private static void checkCarried(Settings settings, String session) {
    try {
      Live<Credentials> unused = PLACING.place(settings, Live.of(session));
    } catch (IllegalArgumentException unfit) {
      throw new AuthException(
          Category.PROTOCOL, "the login gave a session that cannot be sent: " + unfit.getMessage());
    }
  }

  /** Says which responses tell that the session is over. */
  private static Predicate<AuthResponse> over(List<Integer> statuses) {
    BitSet over = new BitSet();
    over.set(401);
    statuses.forEach(over::set);
    return response -> over.get(response.status());
  }
}

package io.countersign.session;

import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.spi.AuthContext;
import io.countersign.spi.Expiry;
import io.countersign.spi.Fresh;
import io.countersign.spi.HttpReply;
import io.countersign.spi.ReplyData;
import io.countersign.spi.ReplyPlace;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How the replies to a login are read. */
final class LoginReader {
  private static final Setting<ReplyPlace> TOKEN =
      ReplyPlace.setting("token").describedAs("Where the reply has the session");
  private static final Setting<Optional<String>> FAILED_ON =
      Setting.word("failed-on", "a text of one character or more", LoginReader::some)
          .optional()
          .describedAs(
              "What the reply to a refused login contains, where its status does not tell");
  private static final Setting<Optional<List<Integer>>> STATUS =
      Statuses.setting("status")
          .optional()
          .describedAs("The statuses of a good login; else all from 200 to 299");

  /**
   * Those that speak of what was sent; any other may be a fault of the server's, or of the address.
   */
  private static final Set<Integer> REFUSALS = Set.of(400, 401, 403, 422);

  private static final Expiry EXPIRY = Expiry.toBeSaid();

  private final Settings block;
  private final Call call;
  private final Optional<Duration> lifetime;
  private final AuthContext context;

  /**
   * Reads the replies to this call.
   *
   * @param lifetime how long a session is good of which the reply says nothing
   */
  LoginReader(Settings block, Call call, Optional<Duration> lifetime, AuthContext context) {
    this.block = block;
    this.call = call;
    this.lifetime = lifetime;
    this.context = context;
  }

  static List<Setting<?>> settings() {
    return Stream.<Setting<?>>concat(
            Stream.of(TOKEN, FAILED_ON, STATUS), EXPIRY.settings().stream())
        .toList();
  }

  private static String some(String word) {
    if (word.isEmpty()) {
      throw new IllegalArgumentException("every reply contains nothing");
    }
    return word;
  }

  /**
   * Reads one.
   *
   * @param sent when the call was begun
   * @throws AuthException if it is no session; if what the call carried was refused, that a person
   *     must act: servers lock accounts, so it is never sent again as it was
   */
  Fresh<String> read(HttpReply reply, long sent) {
    ReplyData data = ReplyData.of(reply);
    if (!isGood(data.status())) {
      throw refusal(data);
    }
    if (block.get(FAILED_ON).filter(text(reply)::contains).isPresent()) {
      throw refused(data, " and what login.failed-on says");
    }
    ReplyPlace place = block.get(TOKEN);
    String token =
        place
            .in(data)
            .filter(found -> !found.isEmpty())
            .orElseThrow(() ->
                new AuthException(
                    Category.PROTOCOL,
                    answered(data)
                        + ", with "
                        + place.absence(data)
                        + "; correct login.token, or say login.failed-on if that is how it refuses"
                        + " a login"));
    Optional<Duration> said = EXPIRY.of(block, Optional.empty(), data, context.clock());
    return new Fresh<>(token, sent, said.or(() -> lifetime), Optional.empty());
  }

  private boolean isGood(int status) {
    return block
        .get(STATUS)
        .map(statuses -> statuses.contains(status))
        .orElse(status >= 200 && status <= 299);
  }

  private static String text(HttpReply reply) {
    return StandardCharsets.UTF_8.decode(reply.body().content()).toString();
  }

  private AuthException refusal(ReplyData reply) {
    Replies.throwIfElsewhere(reply, answered(reply), call.url(), "login.url", context.clock());
    if (REFUSALS.contains(reply.status())) {
      return refused(reply, "");
    }
    throw new AuthException(
        Category.PROTOCOL, answered(reply) + ", which is no good login here; see login.status");
  }

  private AuthException refused(ReplyData reply, String more) {
    return new AuthException(
        Category.REAUTHORIZATION_REQUIRED,
        answered(reply)
            + more
            + ": it refuses what it was sent, and the secrets of login, read again, are the same;"
            + " correct them, or the call, since the same is not sent again");
  }

  private String answered(ReplyData reply) {
    return "the login, " + call + ", was answered " + reply.status();
  }
}

package io.countersign.secrets.vault;

import io.countersign.spi.ReplyData;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A call to {@code auth/…/login}. */
final class PostedLogin implements Login {
  private final Calls calls;
  private final String shown;
  private final Supplier<String> path;
  private final Fields fields;
  private final boolean repeatable;

  /** Gives what is posted, as it is now. */
  interface Fields {
    Map<String, String> now(Deadline deadline) throws Trouble;
  }

  /**
   * Prepares it.
   *
   * @param shown the path as it may be printed, as {@code auth/approle/login}
   * @param path of the API as it is now; throws an IllegalArgumentException, which does not show
   *     it, for one that cannot be sent
   * @param repeatable whether what is posted is good for more than one call
   */
  PostedLogin(Calls calls, String shown, Supplier<String> path, Fields fields, boolean repeatable) {
    this.calls = calls;
    this.shown = shown;
    this.path = path;
    this.fields = fields;
    this.repeatable = repeatable;
  }

  @Override
  public Token obtain(@Nullable Token refused, Deadline deadline) throws Trouble {
    calls.follow();
    Call call = Call.login(path(), shown, fields.now(deadline));
    return token(calls.send(call, Calls.Again.LOGIN, deadline));
  }

  private String path() throws Trouble {
    try {
      return path.get();
    } catch (IllegalArgumentException unfit) {
      throw invalid("not sent", String.valueOf(unfit.getMessage()));
    }
  }

  private static boolean isRefused(ReplyData reply) {
    return reply.status() == 400 || reply.status() == 403;
  }

  private Token token(ReplyData reply) throws Trouble {
    Optional<Token> token = Token.granted(reply);
    if (reply.status() == 200 && token.isPresent()) {
      return token.get();
    }
    if (reply.isObject("/auth/mfa_requirement")) {
      throw invalid("asks for a second factor", "a service has none: let its login do without");
    }
    if (isRefused(reply)) {
      throw Trouble.denied(
          "login refused (" + reply.status() + ")",
          shown,
          calls.server(),
          Refusals.of(reply)
              + "; it is not tried again as it was for "
              + Inputs.PAUSE.toMinutes()
              + " min");
    }
    if (reply.status() == 404 || reply.status() == 405) {
      throw invalid(
          reply.status() + ", no such login", "enable it there, or say where it is in auth.mount");
    }
    throw invalid(reply.status() + " without a token", "is this a server of Vault?");
  }

  private Trouble invalid(String outcome, String remedy) {
    return Trouble.invalid(outcome, shown, calls.server(), remedy);
  }

  @Override
  public String place() {
    return shown;
  }

  @Override
  public boolean isRepeatable() {
    return repeatable;
  }
}

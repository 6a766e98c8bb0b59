package io.countersign.secrets.vault;

import io.countersign.spi.ReplyData;
import io.countersign.spi.Secret;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The secret-id that a token wraps. That token is good for one use, so it is sent once, unless the
 * server has not looked at it, and what it gave is kept for as long as the same token stands there.
 * Not thread-safe: logins are made one after the other.
 */
final class Unwrapped {
  private static final String PATH = "sys/wrapping/unwrap";

  private final Calls calls;
  private final Secret token;
  private @Nullable String used;
  private @Nullable String secretId;

  Unwrapped(Calls calls, Secret token) {
    this.calls = calls;
    this.token = token;
  }

  /** Returns it. */
  String now(Deadline deadline) throws Trouble {
    String wrapping = token.reveal().strip();
    if (!wrapping.equals(used)) {
      used = wrapping;
      secretId = null;
      try {
        secretId = unwrapped(wrapping, deadline);
      } catch (Trouble trouble) {
        if (trouble.isUnseen()) {
          used = null;
        }
        throw trouble;
      }
    }
    if (secretId == null) {
      throw refused("what it wrapped was lost with the reply, or it was not valid");
    }
    return secretId;
  }

  private String unwrapped(String wrapping, Deadline deadline) throws Trouble {
    if (!wrapping.matches("[!-~]+")) {
      throw refused("it has blanks or letters of no token");
    }
    ReplyData reply = calls.send(Call.post(PATH, wrapping, Map.of()), Calls.Again.NEVER, deadline);
    if (reply.status() != 200) {
      throw refused(Refusals.of(reply));
    }
    return reply
        .text("/data/secret_id")
        .filter(id -> !id.isEmpty())
        .orElseThrow(() -> refused("it wraps something else than a secret-id"));
  }

  private Trouble refused(String why) {
    return Trouble.denied(
        "unwrap refused", PATH, calls.server(), why + ": write a new one into wrapped-secret-id");
  }
}

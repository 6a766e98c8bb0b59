package io.countersign.secrets.vault;

import io.countersign.spi.ReplyData;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What a refusal means: the server is asked once who the token is, for all paths that it refused.
 * One that it does not know is replaced, once.
 *
 * @param who for a sentence
 * @param next the token to try with; null if there is no other
 */
record Standing(String who, @Nullable Token next) {

  /** Asks for one batch. Thread-safe. */
  static final class Enquiry {
    private final Calls calls;
    private final Tokens tokens;
    private final Deadline deadline;
    private final Map<Token, CompletableFuture<Standing>> asked = new ConcurrentHashMap<>();

    Enquiry(Calls calls, Tokens tokens, Deadline deadline) {
      this.calls = calls;
      this.tokens = tokens;
      this.deadline = deadline;
    }

    Standing of(Token token) throws Trouble {
      CompletableFuture<Standing> mine = new CompletableFuture<>();
      CompletableFuture<Standing> first = asked.putIfAbsent(token, mine);
      if (first != null) {
        return awaited(first);
      }
      try {
        Standing standing = ask(token);
        mine.complete(standing);
        return standing;
      } catch (Trouble trouble) {
        mine.completeExceptionally(trouble);
        throw trouble;
      } finally {
        mine.completeExceptionally(new IllegalStateException());
      }
    }

    private Standing ask(Token token) throws Trouble {
      ReplyData reply = GivenToken.lookUp(calls, token, deadline);
      if (reply.status() == 200) {
        return new Standing(Token.Holder.of(reply, "/data").toString(), null);
      }
      Token next = tokens.another(token, deadline);
      return next.equals(token)
          ? new Standing(
              "the token is not valid any more, or may not even look itself up"
                  + tokens.remedy().map(remedy -> ": " + remedy).orElse(""),
              null)
          : new Standing("", next);
    }

    private Standing awaited(CompletableFuture<Standing> other) throws Trouble {
      try {
        return other.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException failed) {
        throw failed.getCause() instanceof Trouble trouble ? trouble : calls.statuses().crowded();
      } catch (TimeoutException late) {
        throw calls.statuses().crowded();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw calls.statuses().interrupted();
      }
    }
  }
}

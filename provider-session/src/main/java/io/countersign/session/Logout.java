package io.countersign.session;

import io.countersign.spi.AuthContext;
import io.countersign.spi.CallTexts;
import io.countersign.spi.HttpReply;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.Live;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends a session at the server, if that is possible soon; what fails is logged. */
final class Logout {
  private static final System.Logger LOG = System.getLogger("io.countersign");
  private static final Duration AT_MOST = Duration.ofSeconds(5);
  private static final CallTexts TEXTS = CallTexts.knowing("self");

  /** Its block. */
  static final Setting<Optional<Settings>> BLOCK =
      Setting.block("logout", Call.settings(TEXTS))
          .optional()
          .describedAs("The call that ends the session on close; {{self}} is the session");

  private final Settings block;
  private final AuthContext context;
  private final HttpTransport http;

  /**
   * Reads the block.
   *
   * @throws IllegalArgumentException if the call can never be sent
   */
  Logout(Settings block, AuthContext context) {
    this.block = block;
    this.context = context;
    this.http = context.http();
    Call unused = call("0");
  }

  private Call call(String session) {
    return new Call(block, TEXTS, Live.of(session));
  }

  /** Ends this session; blocks for 5 s at most, and throws nothing. */
  void end(String session) {
    try {
      HttpReply reply =
          call(session)
              .over(http, AT_MOST)
              .toCompletableFuture()
              .get(AT_MOST.toNanos(), TimeUnit.NANOSECONDS);
      if (reply.status() >= 400) {
        warn("the server answered " + reply.status());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      warn("interrupted");
    } catch (TimeoutException late) {
      warn("no answer within " + AT_MOST.toSeconds() + " s");
    } catch (ExecutionException | RuntimeException failed) {
      warn("the server was not reached, or its answer was not");
    }
  }

  private void warn(String why) {
    LOG.log(
        System.Logger.Level.WARNING,
        "{0}: its session may be open at the server still: {1}",
        context.name(),
        why);
  }
}

package io.countersign.session;

import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.CallTexts;
import io.countersign.spi.Fresh;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.Live;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Logs in by one call. What was refused is sent again only if a secret of it has changed, and never
 * as it was: servers lock accounts.
 */
final class Login {
  private static final CallTexts TEXTS = CallTexts.knowing();
  private static final Setting<Optional<Authenticator>> AUTHENTICATOR =
      Setting.authenticator("authenticator")
          .optional()
          .describedAs("What authenticates the call, as http-basic");

  /** Its block. */
  static final Setting<Optional<Settings>> BLOCK =
      Setting.block("login", settings()).optional().describedAs("The call that begins a session");

  private final AuthContext context;
  private final HttpTransport http;
  private final Call call;
  private final Live<?> secrets;
  private final LoginReader reader;
  private volatile @Nullable Refusal last;

  /** A refusal, and the secrets that it is about. */
  private record Refusal(Object secrets, AuthException why) {}

  Login(Settings block, Optional<Duration> lifetime, AuthContext context) {
    this.context = context;
    this.http = block.get(AUTHENTICATOR).map(context::http).orElseGet(context::http);
    this.call = new Call(block, TEXTS, Live.of(""));
    this.secrets = block.secrets();
    this.reader = new LoginReader(block, call, lifetime, context);
  }

  private static List<Setting<?>> settings() {
    return Stream.of(
            Call.settings(TEXTS).stream(),
            Stream.of(AUTHENTICATOR),
            LoginReader.settings().stream())
        .<Setting<?>>flatMap(part -> part)
        .toList();
  }

  /** Begins a session. */
  CompletionStage<Fresh<String>> begin(Duration atMost) {
    return begin(secrets, atMost);
  }

  private <S> CompletionStage<Fresh<String>> begin(Live<S> from, Duration atMost) {
    return from.get()
        .thenCompose(with -> {
          Refusal before = last;
          if (before != null && before.secrets == with) {
            return CompletableFuture.failedFuture(before.why);
          }
          return ask(atMost)
              .thenCompose(answer ->
                  answer.refusal() == null
                      ? settled(with, answer)
                      : from.refused(with)
                          .thenCompose(next ->
                              next == with
                                  ? settled(with, answer)
                                  : ask(atMost).thenCompose(second -> settled(next, second))));
        });
  }

  private CompletionStage<LoginReader.Answer> ask(Duration atMost) {
    long sent = context.nanoTime();
    return call.over(http, atMost).thenApply(reply -> reader.read(reply, sent));
  }

  private CompletionStage<Fresh<String>> settled(Object with, LoginReader.Answer answer) {
    AuthException refusal = answer.refusal();
    if (refusal == null) {
      return CompletableFuture.completedFuture(answer.session());
    }
    last = new Refusal(with, refusal);
    return CompletableFuture.failedFuture(refusal);
  }
}

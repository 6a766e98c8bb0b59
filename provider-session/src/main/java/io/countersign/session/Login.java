package io.countersign.session;

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
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Logs in by one call. */
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
  private final LoginReader reader;

  Login(Settings block, Optional<Duration> lifetime, AuthContext context) {
    this.context = context;
    this.http = block.get(AUTHENTICATOR).map(context::http).orElseGet(context::http);
    this.call = new Call(block, TEXTS, Live.of(""));
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
    long sent = context.nanoTime();
    return call.over(http, atMost).thenApply(reply -> reader.read(reply, sent));
  }
}

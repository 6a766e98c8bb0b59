package io.countersign.session;

import io.countersign.AuthException;
import io.countersign.spi.Live;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A session that the configuration was given: it serves until it is refused, and again when it has
 * changed; else those of a login serve in its place.
 */
final class Given implements Live<String> {
  private final Live<String> given;
  private final Optional<Live<String>> instead;

  /** The last one in whose place others serve. */
  private volatile @Nullable String over;

  Given(Live<String> given, Optional<Live<String>> instead) {
    this.given = given;
    this.instead = instead;
  }

  @Override
  public @Nullable String now() {
    String token = given.now();
    return token != over || token == null ? token : instead.map(Live::now).orElse(null);
  }

  @Override
  public CompletionStage<String> get() {
    return given
        .get()
        .thenCompose(
            token -> token != over ? CompletableFuture.completedFuture(token) : renewed().get());
  }

  @Override
  public CompletionStage<String> refused(String value) {
    if (value == given.now()) {
      return given
          .refused(value)
          .thenCompose(next -> {
            if (next == value) {
              Live<String> others = renewed();
              over = value;
              return others.get();
            }
            return CompletableFuture.completedFuture(next);
          });
    }
    return instead.isPresent() && given.now() == over ? instead.get().refused(value) : get();
  }

  private Live<String> renewed() {
    return instead.orElseThrow(() ->
        new AuthException(
            AuthException.Category.REAUTHORIZATION_REQUIRED,
            "the session of the setting token is refused, and there is no login to begin another;"
                + " put a new one where it comes from, or write login"));
  }

  @Override
  public void used() {
    given.used();
    instead.ifPresent(Live::used);
  }

  @Override
  public String toString() {
    return "Live[given session]";
  }
}

package io.countersign.internal;

import io.countersign.AuthEvents;
import io.countersign.spi.AuthContext;
import io.countersign.spi.SecretRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How the secrets of one engine are read again. */
final class Rotation implements SecretCell.Again {
  private static final System.Logger LOG = System.getLogger("io.countersign");

  private final Function<SecretRef, @Nullable Trace> lookUp;
  private final Function<String, Optional<Duration>> readAgainIn;
  private final AuthEvents events;
  private final Surroundings around;
  private final Set<SecretRef> lost = ConcurrentHashMap.newKeySet();

  Rotation(
      Surroundings around,
      Function<SecretRef, @Nullable Trace> lookUp,
      Function<String, Optional<Duration>> readAgainIn) {
    this.lookUp = lookUp;
    this.readAgainIn = readAgainIn;
    this.events = around.events();
    // What is read again as it was is no event.
    this.around = around.with(AuthEvents.none());
  }

  @Override
  public Trace.@Nullable Step read(SecretRef ref) {
    Trace trace = lookUp.apply(ref);
    Trace.Step found = trace == null ? null : trace.found();
    if (found != null) {
      lost.remove(ref);
    } else if (trace != null && lost.add(ref)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "a secret could not be read again, and stays as it is: {0} is {1}",
          ref,
          trace.inOneLine());
    }
    return found;
  }

  @Override
  public Optional<Duration> readAgainIn(String source) {
    return readAgainIn.apply(source);
  }

  @Override
  public void rotated(SecretRef ref) {
    events.on(new AuthEvents.Event(AuthEvents.Kind.ROTATED, ref.toString()));
  }

  @Override
  public AuthContext context(SecretRef ref) {
    return around.context(
        ref.toString(),
        Path.of(""),
        () -> {
          throw new IllegalStateException("a secret makes no calls");
        },
        () -> {
          throw new IllegalStateException("a secret keeps no tokens");
        });
  }
}

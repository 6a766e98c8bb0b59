package io.countersign.internal;

import io.countersign.AuthEvents;
import io.countersign.AuthException;
import io.countersign.spi.AuthContext;
import io.countersign.spi.SecretRef;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How the secrets of one scope are read again, and who hears of it. */
final class Rotation implements SecretCell.Again {
  private static final System.Logger LOG = System.getLogger("io.countersign");

  private final Function<SecretRef, @Nullable Trace> lookUp;
  private final Function<String, Freshness> freshness;
  private final AuthEvents events;
  private final Surroundings around;
  private final @Nullable TenantName tenant;

  /** What could not be read again; most tenants have nothing here. */
  private volatile Map<SecretRef, Lost> lost = Map.of();

  /** Whether it serves still. */
  private enum Lost {
    SERVES,
    GONE
  }

  /**
   * Makes that of one scope.
   *
   * @param around where what is read again as it was is no event
   * @param tenant whose secrets they are; null for those of the house
   */
  Rotation(
      Surroundings around,
      AuthEvents events,
      @Nullable TenantName tenant,
      Function<SecretRef, @Nullable Trace> lookUp,
      Function<String, Freshness> freshness) {
    this.tenant = tenant;
    this.lookUp = lookUp;
    this.freshness = freshness;
    this.events = events;
    this.around = around;
  }

  /** Returns how a reference is called: that of a tenant says so. */
  private String named(SecretRef ref) {
    return tenant == null || (ref instanceof SecretRef.Key key && key.tenant().isPresent())
        ? ref.toString()
        : tenant.ownerOf(ref.toString());
  }

  @Override
  public long nanoTime() {
    return around.nanoTime().getAsLong();
  }

  @Override
  public @Nullable Trace read(SecretRef ref) {
    return lookUp.apply(ref);
  }

  @Override
  public Freshness freshness(String source) {
    return freshness.apply(source);
  }

  @Override
  public void found(SecretRef ref, boolean changed) {
    if (lost.containsKey(ref) && note(ref, null)) {
      LOG.log(System.Logger.Level.INFO, "a secret can be read again: {0}", named(ref));
      tell(AuthEvents.Kind.RECOVERED, ref, Optional.empty());
    }
    if (changed) {
      tell(AuthEvents.Kind.ROTATED, ref, Optional.empty());
    }
  }

  @Override
  public void lost(SecretRef ref, Trace trace, boolean serves) {
    if (note(ref, serves ? Lost.SERVES : Lost.GONE)) {
      LOG.log(
          System.Logger.Level.WARNING,
          serves
              ? "a secret could not be read again, and stays as it is for now: {0} is {1}"
              : "a secret could not be read again, and is not used any more: {0} is {1}",
          named(ref),
          trace.inOneLine());
    }
    tell(
        AuthEvents.Kind.FAILED,
        ref,
        Optional.of(
            new AuthException(AuthException.Category.TRANSIENT, trace.inOneLine()).of(named(ref))));
  }

  /** Returns whether that is news. */
  private synchronized boolean note(SecretRef ref, @Nullable Lost now) {
    Map<SecretRef, Lost> next = new HashMap<>(lost);
    Lost before = now == null ? next.remove(ref) : next.put(ref, now);
    lost = Map.copyOf(next);
    return before != now;
  }

  private void tell(AuthEvents.Kind kind, SecretRef ref, Optional<AuthException> failure) {
    events.on(new AuthEvents.Event(kind, named(ref), failure));
  }

  @Override
  public AuthContext context(SecretRef ref) {
    return around.context(
        named(ref),
        Path.of(""),
        () -> {
          throw new IllegalStateException("a secret makes no calls");
        },
        () -> {
          throw new IllegalStateException("a secret keeps no tokens");
        });
  }
}

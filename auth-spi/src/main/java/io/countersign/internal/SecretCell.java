package io.countersign.internal;

import io.countersign.spi.AuthContext;
import io.countersign.spi.Fresh;
import io.countersign.spi.Live;
import io.countersign.spi.Lookup;
import io.countersign.spi.Refreshing;
import io.countersign.spi.Secret.Provenance;
import io.countersign.spi.SecretRef;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The value of one reference, shared by every text that names it; bound once it was found. It is
 * read again when it was refused, and in the background when it has been in use for a while.
 */
final class SecretCell implements Live<String> {
  private record Bound(String value, Provenance provenance, Optional<Duration> readAgainIn) {}

  /** How the value of a reference is read again. */
  interface Again {

    /** Returns where a source has it now, or null if none says so; blocks. */
    Trace.@Nullable Step read(SecretRef ref);

    /** Returns after how long what this source gave is read again; empty for never. */
    Optional<Duration> readAgainIn(String source);

    /** Hears that it has changed. */
    void rotated(SecretRef ref);

    /** Returns what it happens in, under the name of the reference. */
    AuthContext context(SecretRef ref);
  }

  private final SecretRef ref;
  private final Again again;
  private final AuthContext context;
  private volatile @Nullable Bound bound;
  private volatile @Nullable Refreshing<Bound> kept;

  SecretCell(SecretRef ref, Again again) {
    this.ref = ref;
    this.again = again;
    this.context = again.context(ref);
  }

  SecretRef ref() {
    return ref;
  }

  boolean isBound() {
    return bound != null;
  }

  void bind(String source, Lookup.Found found) {
    Bound now = of(source, found);
    bound = now;
    kept = Refreshing.<Bound>of(context, this::readAgain).seeded(fresh(now));
  }

  private Bound of(String source, Lookup.Found found) {
    return new Bound(
        found.value(),
        new Provenance(ref.toString(), source, found.place(), found.version()),
        again.readAgainIn(source));
  }

  private Fresh<Bound> fresh(Bound value) {
    return new Fresh<>(value, context.nanoTime(), Optional.empty(), value.readAgainIn);
  }

  /** What cannot be read now stays as it is: it may be good still. */
  private CompletionStage<Fresh<Bound>> readAgain(Duration atMost) {
    Bound before = Objects.requireNonNull(bound);
    Trace.Step step = again.read(ref);
    Bound next = before;
    if (step != null && step.lookup() instanceof Lookup.Found found) {
      next = found.value().equals(before.value) ? before : of(step.source(), found);
    }
    if (next != before) {
      bound = next;
      again.rotated(ref);
    }
    return CompletableFuture.completedFuture(fresh(next));
  }

  @Nullable Provenance provenance() {
    Bound now = bound;
    return now == null ? null : now.provenance;
  }

  @Override
  public @Nullable String now() {
    Bound now = bound;
    return now == null ? null : now.value;
  }

  @Override
  public CompletionStage<String> get() {
    String value = now();
    return value == null
        ? CompletableFuture.failedFuture(new IllegalStateException(ref + " has not been read yet"))
        : CompletableFuture.completedFuture(value);
  }

  /**
   * What is bound runs ahead of what is kept by a moment, so the latter is looked at first: no
   * refusal of the value before can meet the next one there.
   */
  @Override
  public CompletionStage<String> refused(String value) {
    Refreshing<Bound> keeping = kept;
    Bound before = keeping == null ? null : keeping.now();
    Bound now = bound;
    return now != null && keeping != null && now.value == value
        ? keeping
            .refused(before == null ? now : before)
            .handle((next, failure) -> Objects.requireNonNull(bound).value)
        : get();
  }

  @Override
  public CompletionStage<String> latest() {
    Refreshing<Bound> keeping = kept;
    return keeping == null
        ? get()
        : keeping.latest().handle((next, failure) -> Objects.requireNonNull(bound).value);
  }

  @Override
  public void used() {
    Refreshing<Bound> keeping = kept;
    if (keeping != null) {
      keeping.used();
    }
  }

  @Override
  public String toString() {
    return "Live[" + ref + "]";
  }
}

package io.countersign.internal;

import io.countersign.AuthException;
import io.countersign.spi.AuthContext;
import io.countersign.spi.Fresh;
import io.countersign.spi.Live;
import io.countersign.spi.Lookup;
import io.countersign.spi.Refreshing;
import io.countersign.spi.Secret.Provenance;
import io.countersign.spi.SecretRef;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * The value of one reference, shared by every text that names it; bound once it was found. It is
 * read again when it was refused, and in the background when it has been in use for a while.
 *
 * <p>What cannot be read serves on for a time; what is denied, or gone, serves no longer, and who
 * asks for it has it looked for.
 */
final class SecretCell implements Live<String> {
  /**
   * What was found.
   *
   * @param asked the reference itself, or the key that a tenant has it under
   * @param readNanos when it was last found to be so
   */
  private record Bound(
      String value,
      SecretRef asked,
      String source,
      String place,
      Optional<String> version,
      long readNanos,
      Freshness freshness) {
    Provenance provenance() {
      return new Provenance(asked.toString(), source, place, version);
    }
  }

  /** How the value of a reference is read again. */
  interface Again {

    /** Returns what the sources say of it now, or null if nobody is asked any more; blocks. */
    @Nullable Trace read(SecretRef ref);

    /** Returns nanoseconds for measuring spans. */
    long nanoTime();

    /** Returns how long what this source gave is good. */
    Freshness freshness(String source);

    /** Hears that it was read. */
    void found(SecretRef ref, boolean changed);

    /**
     * Hears that it was not.
     *
     * @param serves whether the value at hand does
     */
    void lost(SecretRef ref, Trace trace, boolean serves);

    /** Returns what it happens in, under the name of the reference. */
    AuthContext context(SecretRef ref);
  }

  private static final AtomicIntegerFieldUpdater<SecretCell> READING =
      AtomicIntegerFieldUpdater.newUpdater(SecretCell.class, "reading");

  private static final AtomicReferenceFieldUpdater<SecretCell, @Nullable Bound> BOUND =
      AtomicReferenceFieldUpdater.newUpdater(SecretCell.class, Bound.class, "bound");

  @SuppressWarnings("rawtypes") // a class literal has no type argument
  private static final AtomicReferenceFieldUpdater<SecretCell, @Nullable Refreshing> KEPT =
      AtomicReferenceFieldUpdater.newUpdater(SecretCell.class, Refreshing.class, "kept");

  private final SecretRef ref;
  private final Again again;
  private volatile int reading;
  private volatile @Nullable Bound bound;
  private volatile @Nullable Refreshing<String> kept;

  SecretCell(SecretRef ref, Again again) {
    this.ref = ref;
    this.again = again;
  }

  SecretRef ref() {
    return ref;
  }

  boolean isBound() {
    return bound != null;
  }

  /** Takes what was found; of several that were looked for at once the first is kept. */
  void bind(String source, SecretRef asked, Lookup.Found found) {
    if (BOUND.compareAndSet(this, null, of(found.value(), source, asked, found))) {
      kept = null;
    }
  }

  private Bound of(String value, String source, SecretRef asked, Lookup.Found found) {
    return new Bound(
        value,
        asked,
        source,
        found.place(),
        found.version(),
        again.nanoTime(),
        again.freshness(source));
  }

  /** A cell that has not come to be read again holds its value alone: there are many of them. */
  private @Nullable Refreshing<String> kept() {
    Refreshing<String> keeping = kept;
    Bound now = bound;
    if (keeping != null || now == null) {
      return keeping;
    }
    Refreshing<String> begun =
        Refreshing.<String>of(again.context(ref), this::readAgain)
            .seeded(new Fresh<>(now.value, now.readNanos, Optional.empty(), now.freshness.again()));
    return KEPT.compareAndSet(this, null, begun) ? begun : kept;
  }

  private Fresh<String> fresh(Bound value, Optional<Duration> again) {
    return new Fresh<>(value.value, this.again.nanoTime(), Optional.empty(), again);
  }

  /**
   * One at a time: a source that does not come back is not waited for by one thread after another.
   */
  CompletionStage<Fresh<String>> readAgain(Duration atMost) {
    if (reading != 0 || !READING.compareAndSet(this, 0, 1)) {
      Bound before = bound;
      if (before != null && !mayServe(before)) {
        bound = null;
      }
      return CompletableFuture.failedFuture(
          new AuthException(AuthException.Category.TRANSIENT, "its source has not answered yet"));
    }
    try {
      return readNow();
    } finally {
      reading = 0;
    }
  }

  private CompletionStage<Fresh<String>> readNow() {
    Bound before = bound;
    Trace trace = again.read(ref);
    boolean serves =
        before != null && (trace == null || (isOpen(before, trace) && mayServe(before)));
    Trace.Step step = trace == null ? null : trace.found();
    if (!serves && step != null && step.lookup() instanceof Lookup.Found found) {
      boolean same = before != null && before.value.equals(found.value());
      Bound next =
          of(
              before != null && same ? before.value : found.value(),
              step.source(),
              step.asked(),
              found);
      bound = next;
      again.found(ref, before != null && !same);
      return CompletableFuture.completedFuture(fresh(next, next.freshness.again()));
    }
    if (before == null) {
      return CompletableFuture.failedFuture(gone(trace));
    }
    if (!serves) {
      bound = null;
    }
    if (trace != null) {
      again.lost(ref, trace, serves);
    }
    return CompletableFuture.completedFuture(
        serves ? fresh(before, before.freshness.retry()) : forThoseWhoWait(before));
  }

  /**
   * Returns whether nobody knows what became of it. The source that gave it is the one to know: one
   * that failed before it, and lets others be asked, says nothing of it, and what a lower one has
   * is older.
   */
  private static boolean isOpen(Bound value, Trace trace) {
    return trace
        .saidOf(value.provenance())
        .orElseGet(() -> trace.found() == null ? trace.verdict() : Verdict.MISSING)
        .isOpen();
  }

  /** Who was refused it knows it again; nobody else gets it any more. */
  private Fresh<String> forThoseWhoWait(Bound value) {
    return Fresh.of(value.value, again.nanoTime(), Duration.ZERO);
  }

  private boolean mayServe(Bound value) {
    return value.freshness.mayServe(age(value));
  }

  private static AuthException gone(@Nullable Trace trace) {
    return new AuthException(
        AuthException.Category.TRANSIENT,
        trace == null
            ? "it is not looked up any more: all is closed"
            : "the secret is " + trace.inOneLine());
  }

  @Nullable Provenance provenance() {
    Bound now = bound;
    return now == null ? null : now.provenance();
  }

  /** Returns how long ago it was last read; zero if it was not. */
  Duration age() {
    Bound now = bound;
    return now == null ? Duration.ZERO : age(now);
  }

  private Duration age(Bound value) {
    return Duration.ofNanos(again.nanoTime() - value.readNanos);
  }

  @Override
  public @Nullable String now() {
    Bound now = bound;
    return now == null ? null : now.value;
  }

  @Override
  public CompletionStage<String> get() {
    String value = now();
    Refreshing<String> keeping = kept;
    if (value != null) {
      return CompletableFuture.completedFuture(value);
    }
    return keeping == null
        ? CompletableFuture.failedFuture(new IllegalStateException(ref + " has not been read yet"))
        : lookedFor(keeping).exceptionallyCompose(SecretCell::unnamed);
  }

  /** A look that came too late to be heard may have left there what is gone. */
  private static CompletionStage<String> lookedFor(Refreshing<String> keeping) {
    String left = keeping.now();
    return left == null ? keeping.get() : keeping.refused(left);
  }

  /** Who asked is named by the engine; which secret it was, the message says. */
  private static CompletionStage<String> unnamed(Throwable failure) {
    Throwable inner = Failures.unwrapped(failure);
    if (!(inner instanceof AuthException known)) {
      return CompletableFuture.failedFuture(inner);
    }
    AuthException told = new AuthException(known.category(), String.valueOf(known.getMessage()));
    return CompletableFuture.failedFuture(known.retryAfter().map(told::retryAfter).orElse(told));
  }

  /**
   * What is bound runs ahead of what is kept by a moment, so the latter is looked at first: no
   * refusal of the value before can meet the next one there. Of what is gone, whoever was refused
   * keeps what he had: his request has its answer.
   */
  @Override
  public CompletionStage<String> refused(String value) {
    Refreshing<String> keeping = kept();
    String before = keeping == null ? null : keeping.now();
    Bound now = bound;
    if (now == null || keeping == null || now.value != value) {
      return get().exceptionally(gone -> value);
    }
    return keeping
        .refused(before == null ? value : before)
        .handle((next, failure) -> {
          String after = now();
          return after == null ? value : after;
        });
  }

  @Override
  public CompletionStage<String> latest() {
    Refreshing<String> keeping = kept();
    return keeping == null || bound == null
        ? get()
        : keeping.latest().handle((next, failure) -> get()).thenCompose(now -> now);
  }

  @Override
  public void used() {
    Refreshing<String> keeping = kept;
    Bound now = bound;
    if (keeping == null && now != null && now.freshness.isDue(again.nanoTime() - now.readNanos)) {
      keeping = kept();
    }
    if (keeping != null) {
      keeping.used();
    }
  }

  @Override
  public String toString() {
    return "Live[" + ref + "]";
  }
}

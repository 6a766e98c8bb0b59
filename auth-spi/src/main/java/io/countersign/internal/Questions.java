package io.countersign.internal;

import io.countersign.spi.Attempt;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretPlace;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks one source, and gets an answer for every reference whatever the source does. */
final class Questions {
  private final Executor executor;
  private final Duration atMost;

  /** What is asked of a source. */
  enum Kind {
    VALUES {
      @Override
      Map<SecretRef, Lookup> ask(SecretResolver source, Set<SecretRef> refs, Duration atMost) {
        return source.lookUp(refs, atMost);
      }
    },
    PLACES {
      @Override
      Map<SecretRef, Lookup> ask(SecretResolver source, Set<SecretRef> refs, Duration atMost) {
        return source.locate(refs, atMost);
      }
    };

    abstract Map<SecretRef, Lookup> ask(
        SecretResolver source, Set<SecretRef> refs, Duration atMost);
  }

  /**
   * Begins to ask.
   *
   * @param atMost how long all of one source's answers may take
   */
  Questions(Executor executor, Duration atMost) {
    this.executor = executor;
    this.atMost = atMost;
  }

  /** Returns an answer for every one of them. */
  Map<SecretRef, Lookup> ask(SecretResolver source, Set<SecretRef> batch, Kind kind) {
    Map<SecretRef, Lookup> answers = new LinkedHashMap<>();
    Set<SecretRef> fit = new LinkedHashSet<>();
    for (SecretRef ref : batch) {
      try {
        SecretPlace unused = Objects.requireNonNull(source.place(ref));
        fit.add(ref);
      } catch (IllegalArgumentException unfit) {
        answers.put(
            ref,
            new Lookup.Failed(
                Lookup.Failure.INVALID, List.of(), String.valueOf(unfit.getMessage())));
      } catch (RuntimeException | LinkageError failed) {
        answers.put(ref, mistake("it threw " + failed.getClass().getName()));
      }
    }
    if (fit.isEmpty()) {
      return answers;
    }
    Map<SecretRef, Lookup> said = within(source, fit, kind);
    for (SecretRef ref : fit) {
      answers.put(ref, checked(said.get(ref), kind));
    }
    return answers;
  }

  private static Lookup checked(@org.jspecify.annotations.Nullable Lookup lookup, Kind kind) {
    if (lookup == null) {
      return mistake("it gave no answer for this reference");
    }
    boolean empty =
        kind == Kind.VALUES && lookup instanceof Lookup.Found found && found.value().isEmpty();
    return empty ? mistake("it gave an empty value, which is none") : lookup;
  }

  /** A source that does not keep to its time is not waited for. */
  private Map<SecretRef, Lookup> within(SecretResolver source, Set<SecretRef> batch, Kind kind) {
    Lookup failed;
    try {
      CompletableFuture<Map<SecretRef, Lookup>> asked =
          CompletableFuture.supplyAsync(
              () -> new LinkedHashMap<>(kind.ask(source, Set.copyOf(batch), atMost)), executor);
      // a little longer than it was told, so that it can say itself that it is late
      return asked.get(atMost.plus(atMost.dividedBy(6)).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException threw) {
      failed = mistake("it threw " + Failures.unwrapped(threw).getClass().getName());
    } catch (TimeoutException late) {
      failed = unavailable("no answer within " + atMost.toSeconds() + " s");
    } catch (RejectedExecutionException full) {
      failed = unavailable("the executor takes no work");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      failed = unavailable("the wait was interrupted");
    }
    Map<SecretRef, Lookup> answers = new LinkedHashMap<>();
    for (SecretRef ref : batch) {
      answers.put(ref, failed);
    }
    return answers;
  }

  private static Lookup unavailable(String why) {
    return new Lookup.Failed(Lookup.Failure.UNAVAILABLE, List.of(), why);
  }

  private static Lookup mistake(String what) {
    return new Lookup.Failed(
        Lookup.Failure.INVALID,
        List.of(new Attempt("failed", what, "")),
        "this is a mistake of the source, not of the configuration");
  }
}

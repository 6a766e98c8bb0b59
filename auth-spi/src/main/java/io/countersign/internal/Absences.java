package io.countersign.internal;

import io.countersign.spi.Lookup;
import io.countersign.spi.SecretRef;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What each source said that it does not have, for as long as it is not asked again. Thread-safe.
 * One for each tenant, and it goes with the tenant: who asks for names at random fills nothing.
 */
final class Absences {
  private record Question(String source, SecretRef ref) {}

  private record Absent(Lookup answer, long until) {}

  private final LongSupplier nanoTime;
  private final Map<Question, Absent> known = new ConcurrentHashMap<>();

  Absences(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Returns the answers that still hold. */
  Map<SecretRef, Lookup> of(String source, Set<SecretRef> refs) {
    Map<SecretRef, Lookup> answers = new LinkedHashMap<>();
    long now = nanoTime.getAsLong();
    for (SecretRef ref : refs) {
      Absent absent = known.get(new Question(source, ref));
      if (absent != null && now - absent.until < 0) {
        answers.put(ref, absent.answer);
      }
    }
    return answers;
  }

  /** Keeps of these answers what is not there. */
  void note(String source, Map<SecretRef, Lookup> answers, Duration holds) {
    long until = nanoTime.getAsLong() + holds.toNanos();
    answers.forEach((ref, answer) -> {
      if (answer instanceof Lookup.NotFound && !holds.isZero()) {
        known.put(new Question(source, ref), new Absent(answer, until));
      } else {
        known.remove(new Question(source, ref));
      }
    });
  }
}

package io.countersign.spi;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A source's answer for one reference, with the looks that it really took. */
public sealed interface Lookup {

  /** Returns the looks that were really taken, in order. */
  List<Attempt> attempts();

  /**
   * It is there.
   *
   * @param value never empty from {@link SecretResolver#lookUp}: an empty value is missing
   * @param place where it was found, as {@code CRM_TOKEN} or {@code crm.token in secrets.toml}
   * @param version as the source counts, where it does
   */
  record Found(String value, String place, Optional<String> version, List<Attempt> attempts)
      implements Lookup {
    /** Keeps a copy of the list. */
    public Found {
      Objects.requireNonNull(value, "value");
      Objects.requireNonNull(place, "place");
      Objects.requireNonNull(version, "version");
      attempts = List.copyOf(attempts);
    }

    /** Returns it without its value, as {@link SecretResolver#locate} shows it. */
    public Found bare() {
      return new Found("", place, version, attempts);
    }

    @Override
    public String toString() {
      return "Found[" + place + "]";
    }
  }

  /**
   * It is not there, and the next source is asked.
   *
   * @param others names that are there, spelled as in the attempts, for a "did you mean"
   */
  record NotFound(List<Attempt> attempts, Collection<String> others) implements Lookup {
    /** Keeps copies of the lists. */
    public NotFound {
      attempts = List.copyOf(attempts);
      others = List.copyOf(others);
    }

    @Override
    public String toString() {
      return "NotFound" + attempts;
    }
  }

  /**
   * It cannot be told; no lower source is asked for it.
   *
   * @param explanation what to do about it, in a sentence; may be empty
   */
  record Failed(Failure failure, List<Attempt> attempts, String explanation) implements Lookup {
    /** Keeps a copy of the list. */
    public Failed {
      Objects.requireNonNull(failure, "failure");
      Objects.requireNonNull(explanation, "explanation");
      attempts = List.copyOf(attempts);
    }
  }

  /** Why it cannot be told. */
  enum Failure {
    /** The source knows us, or does not, and says no. */
    DENIED,
    /** The source cannot be reached, or cannot answer now. */
    UNAVAILABLE,
    /** What is there cannot be used: unreadable, malformed, ambiguous. */
    INVALID
  }
}

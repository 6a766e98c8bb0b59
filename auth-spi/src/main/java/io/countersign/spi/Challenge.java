package io.countersign.spi;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One challenge of a server (RFC 9110 §11.3).
 *
 * @param scheme as the server wrote it; compare without regard to case
 * @param token68 what stands in place of parameters, for the schemes that do so
 * @param parameters found in any case; of two with one name the first counts
 */
public record Challenge(String scheme, Optional<String> token68, Map<String, String> parameters) {

  /** Keeps a copy of the parameters. */
  public Challenge {
    Map<String, String> inAnyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    parameters.forEach(inAnyCase::putIfAbsent);
    parameters = Collections.unmodifiableMap(inAnyCase);
  }

  /** Returns whether it is of this scheme, without regard to case. */
  public boolean is(String name) {
    return scheme.equalsIgnoreCase(name);
  }

  /** Returns the parameter of this name, in any case. */
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /**
   * Returns all challenges of these header lines, in order. Any input gives a list: a challenge
   * that does not fit the grammar of RFC 9110 §11.6.1 is left out as a whole, never guessed at.
   */
  public static List<Challenge> parse(List<String> lines) {
    return ChallengeParser.parse(lines);
  }
}

package io.countersign.spi;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One challenge of a server (RFC 9110 §11.3).
 *
 * @param scheme as the server wrote it; compare without regard to case
 * @param token68 what stands in place of parameters, for the schemes that do so
 * @param parameters found in any case; of two with one name the first counts
 */
public record Challenge(String scheme, Optional<String> token68, Map<String, String> parameters) {

  /** Returns whether it is of this scheme, without regard to case. */
  public boolean is(String name) {
    return scheme.equalsIgnoreCase(name);
  }

  /** Returns the parameter of this name, in any case. */
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /**
   * Returns all challenges of these header lines, in order. Any input gives a list: what does not
   * fit the grammar of RFC 9110 §11.6.1 is left out, never guessed at.
   */
  public static List<Challenge> parse(List<String> lines) {
    return ChallengeParser.parse(lines);
  }
}

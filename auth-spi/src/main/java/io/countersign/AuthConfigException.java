package io.countersign;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration or the secrets do not allow what was asked for; nothing was sent.
 *
 * <p>Carries every problem at once. The message is the whole report, to be read by a person; it
 * names settings, places and counts, never a value.
 */
public final class AuthConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * One thing to mend.
   *
   * @param where file and line, as {@code application.conf: 12}; empty where there is none
   * @param path the full path of the setting, or of the block
   * @param what what is wrong, and what to do about it
   */
  public record Problem(String where, String path, String what) {
    @Override
    public String toString() {
      return (where.isEmpty() ? "" : where + ": ") + path + ": " + what;
    }
  }

  /** Makes one whose message is the problems, a line each. */
  public AuthConfigException(List<Problem> problems) {
    this(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")), problems);
  }

  /** Makes one with a report that was laid out already. */
  public AuthConfigException(String report, List<Problem> problems) {
    super(report);
    this.problems = List.copyOf(problems);
  }

  /** Returns every problem, in the order in which they stand in the configuration. */
  public List<Problem> problems() {
    return problems;
  }
}

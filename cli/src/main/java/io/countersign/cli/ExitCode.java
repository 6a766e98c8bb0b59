package io.countersign.cli;

/** What the command answers to the shell that started it. */
final class ExitCode {
  /** All went well. */
  static final int OK = 0;

  /** A bug of Countersign or of a provider. */
  static final int BUG = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  /** Configuration, secrets, origin or placement: nothing was sent to the API. */
  static final int CONFIGURATION = 3;

  /** A token or login call failed, or its reply was unusable. */
  static final int LOGIN = 4;

  /** The API answered 400 or above. */
  static final int REFUSED = 5;

  /** The API could not be reached. */
  static final int UNREACHABLE = 6;

  private ExitCode() {}
}

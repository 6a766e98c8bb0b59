package io.countersign.benchmarks;

/** Has the token of a request at hand, or obtains it. Thread-safe. */
@FunctionalInterface
interface TokenSource extends AutoCloseable {

  /** Returns what the request is to carry, or throws if there is nothing. */
  Asked ask() throws Exception;

  @Override
  default void close() {}

  /**
   * What a request is given.
   *
   * @param authorization the value of its header
   * @param waited whether it had to wait for the token endpoint
   */
  record Asked(String authorization, boolean waited) {}

  /** Obtains the header's value in a way that does not tell whether it waited. */
  @FunctionalInterface
  interface Untold {
    String authorization() throws Exception;
  }

  /** Returns one that has waited when it took half of the token endpoint's 50 ms, or more. */
  static TokenSource timed(Untold source) {
    return () -> {
      long began = System.nanoTime();
      String authorization = source.authorization();
      return new Asked(authorization, System.nanoTime() - began > 25_000_000);
    };
  }
}

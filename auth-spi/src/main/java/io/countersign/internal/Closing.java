package io.countersign.internal;

import java.util.List;

/** Closes what others wrote: one that fails keeps nobody else from being closed. */
final class Closing {
  private static final System.Logger LOG = System.getLogger("io.countersign");

  private Closing() {}

  /** What was made of others is closed before them. */
  static void lastFirst(List<? extends AutoCloseable> held) {
    for (int i = held.size() - 1; i >= 0; i--) {
      quietly(held.get(i));
    }
  }

  static void quietly(AutoCloseable held) {
    try {
      held.close();
    } catch (Exception | LinkageError failed) {
      if (failed instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} failed to close: {1}",
          held.getClass().getName(),
          failed.getClass().getName());
    }
  }
}

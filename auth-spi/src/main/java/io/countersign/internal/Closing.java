package io.countersign.internal;

/** Closes what others wrote: one that fails keeps nobody else from being closed. */
final class Closing {
  private static final System.Logger LOG = System.getLogger("io.countersign");

  private Closing() {}

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

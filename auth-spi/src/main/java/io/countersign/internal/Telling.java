package io.countersign.internal;

import io.countersign.AuthEvents;
import java.util.concurrent.atomic.AtomicBoolean;

/** Tells the application, and lets nothing that it throws into what happens here. */
record Telling(AuthEvents application, AtomicBoolean warned) implements AuthEvents {
  private static final System.Logger LOG = System.getLogger("io.countersign");

  Telling(AuthEvents application) {
    this(application, new AtomicBoolean());
  }

  @Override
  public void on(Event event) {
    try {
      application.on(event);
    } catch (RuntimeException | Error thrown) {
      if (!warned.getAndSet(true)) {
        LOG.log(
            System.Logger.Level.WARNING,
            "what hears the events of Countersign threw {0}; it is told the next ones all the same",
            thrown.getClass().getName());
      }
    }
  }
}

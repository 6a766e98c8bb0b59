package io.countersign.cli;

import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Prints each warning of Countersign as one line, once, for as long as the command runs. */
final class Warnings extends Handler {
  // Held here: the log manager forgets a logger, and its handlers, that nobody holds.
  private static final Logger LOGGER = Logger.getLogger("io.countersign");

  private final PrintWriter err;
  private final Set<String> said = ConcurrentHashMap.newKeySet();
  private final SimpleFormatter formatter = new SimpleFormatter();

  private Warnings(PrintWriter err) {
    this.err = err;
  }

  static Warnings to(PrintWriter err) {
    Warnings warnings = new Warnings(err);
    LOGGER.setUseParentHandlers(false);
    LOGGER.addHandler(warnings);
    return warnings;
  }

  /**
   * What was thrown beside a record is left out: a stack trace is not for the user of a command.
   */
  @Override
  public void publish(LogRecord entry) {
    if (entry.getLevel().intValue() < Level.WARNING.intValue()) {
      return;
    }
    String message = formatter.formatMessage(entry);
    if (said.add(message)) {
      err.println("warning: " + message);
    }
  }

  @Override
  public void flush() {
    err.flush();
  }

  @Override
  public void close() {
    LOGGER.removeHandler(this);
    LOGGER.setUseParentHandlers(true);
  }
}

package io.countersign.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A JUnit extension that keeps what is logged during a test, and fails the test if it shows a
 * secret.
 *
 * <p>It hears {@code java.util.logging}, where {@link System.Logger} ends up too: every level of
 * {@code io.countersign} and of the loggers it is told, and of others what is logged anyway. Tests
 * that share a JVM must not run at once: there is one root logger.
 *
 * <pre>{@code
 * @RegisterExtension final LogWatch logs = new LogWatch(canary);
 * }</pre>
 */
public final class LogWatch implements BeforeEachCallback, AfterEachCallback {
  private final SecretCanary canary;
  private final List<Logger> loggers = new ArrayList<>();
  private final Map<Logger, Level> levels = new HashMap<>();
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final Handler ear = new Ear();

  /**
   * Watches for the secrets of this canary.
   *
   * @param loggers whose every level is heard, beside {@code io.countersign}
   */
  public LogWatch(SecretCanary canary, String... loggers) {
    this.canary = canary;
    this.loggers.add(Logger.getLogger("io.countersign"));
    for (String name : loggers) {
      this.loggers.add(Logger.getLogger(name));
    }
  }

  /** Returns what was logged so far in this test, at this level or above; without exceptions. */
  public List<String> messages(Level atLeast) {
    SimpleFormatter formatter = new SimpleFormatter();
    return records.stream()
        .filter(record -> record.getLevel().intValue() >= atLeast.intValue())
        .map(formatter::formatMessage)
        .toList();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    begin();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    end();
  }

  void begin() {
    records.clear();
    Logger.getLogger("").addHandler(ear);
    for (Logger logger : loggers) {
      levels.put(logger, logger.getLevel());
      logger.setLevel(Level.ALL);
    }
  }

  void end() {
    Logger.getLogger("").removeHandler(ear);
    levels.forEach(Logger::setLevel);
    SimpleFormatter formatter = new SimpleFormatter();
    canary.assertAbsentFrom(records.stream().map(formatter::format).toArray());
  }

  private final class Ear extends Handler {
    Ear() {
      setLevel(Level.ALL);
    }

    @Override
    public void publish(LogRecord record) {
      records.add(record);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}

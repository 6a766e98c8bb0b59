package io.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class LogWatchTest {
  private final SecretCanary canary = new SecretCanary();
  private final String secret = canary.secret("crm");
  private final LogWatch logs = new LogWatch(canary, "com.acme");
  private final Logger root = Logger.getLogger("");
  private final int handlers = root.getHandlers().length;

  @Test
  void afterEach_systemLoggerAtTheLowestLevel_leakFailsTheTest() {
    listening(() ->
        System.getLogger("io.countersign.x").log(System.Logger.Level.TRACE, "sent {0}", secret));

    assertThatThrownBy(this::end).isInstanceOf(AssertionError.class).hasMessageContaining("crm");
  }

  @Test
  void afterEach_exceptionInTheRecord_leakFailsTheTest() {
    listening(() ->
        Logger.getLogger("com.acme.y")
            .log(Level.FINE, "failed", new RuntimeException("with " + secret)));

    assertThatThrownBy(this::end).isInstanceOf(AssertionError.class);
  }

  @Test
  void afterEach_nothingLeaked_passesAndLeavesLoggingAsItWas() {
    listening(() -> Logger.getLogger("io.countersign").fine("no secret in here"));

    assertThat(logs.messages(Level.FINE)).containsExactly("no secret in here");
    assertThatCode(this::end).doesNotThrowAnyException();
    assertThat(root.getHandlers()).hasSize(handlers);
    assertThat(Logger.getLogger("io.countersign").getLevel()).isNull();
  }

  private void listening(Runnable work) {
    logs.begin();
    work.run();
  }

  private void end() {
    logs.end();
  }
}

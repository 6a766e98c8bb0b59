package io.countersign.secrets.aws;

import static io.countersign.secrets.aws.Asked.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.countersign.Countersign;
import io.countersign.spi.Secret;
import io.countersign.testkit.Moto;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ThreadsTest {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private static Set<String> names() {
    Set<String> names = new TreeSet<>();
    Thread.getAllStackTraces().keySet().forEach(thread -> names.add(thread.getName()));
    return names;
  }

  /** What an application does with the source, as long as it lives. */
  private interface Life {
    void over(FakeAws fake) throws Exception;
  }

  /** The JDK's own thread of idle connections ends with the last of them, after some seconds. */
  private static void leavesNoThread(Life life) throws Exception {
    try (FakeAws fake = FakeAws.saying(200, "{\"Name\": \"crm\", \"SecretString\": \"x\"}")) {
      Set<String> before = names();
      life.over(fake);

      Set<String> after = names();
      long begin = System.nanoTime();
      while (isMore(after, before) && System.nanoTime() - begin < LONGEST.toNanos()) {
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        after = names();
      }
      after.removeAll(before);
      assertThat(after).noneMatch(ThreadsTest::isOurs);
    }
  }

  @Test
  void close_leavesNoThread() throws Exception {
    leavesNoThread(fake -> {
      try (Asked aws = Asked.fake(fake)) {
        assertThat(aws.value(key("crm"))).isEqualTo("x");
      }
    });
  }

  @Test
  void close_ofAllThatWasMadeOfIt_leavesNoThread() throws Exception {
    leavesNoThread(fake -> {
      KeyProvider keys = new KeyProvider();
      try (Countersign countersign =
          Countersign.builder()
              .provider(keys)
              .environment(Asked.environment(fake.root(), new Moto.Keys("AKIAFAKE", "fake")))
              .of(
                  ConfigFactory.parseString(
                      "countersign { secrets.priority = [aws], authenticators.crm { type = key,"
                          + " origins = any, key = \"{{crm}}\" } }"))) {
        countersign.ready();
        Secret secret = Objects.requireNonNull(keys.keys.get("crm"));
        assertThat(secret.refused(secret.reveal()).toCompletableFuture().get(20, TimeUnit.SECONDS))
            .isEqualTo("x");
      }
    });
  }

  private static boolean isMore(Set<String> after, Set<String> before) {
    return after.stream().anyMatch(name -> !before.contains(name) && isOurs(name));
  }

  /** The pool is the fake's, and the clock of the JDK's futures is there for ever. */
  private static boolean isOurs(String name) {
    return !name.startsWith("pool-") && !name.equals("CompletableFutureDelayScheduler");
  }
}

package io.countersign.secrets.aws;

import static io.countersign.secrets.aws.Asked.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ThreadsTest {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private static Set<String> names() {
    Set<String> names = new TreeSet<>();
    Thread.getAllStackTraces().keySet().forEach(thread -> names.add(thread.getName()));
    return names;
  }

  /** The JDK's own thread of idle connections ends with the last of them, after some seconds. */
  @Test
  void close_leavesNoThread() throws Exception {
    try (FakeAws fake = FakeAws.saying(200, "{\"Name\": \"crm\", \"SecretString\": \"x\"}")) {
      Set<String> before = names();
      Asked aws = Asked.fake(fake);
      assertThat(aws.value(key("crm"))).isEqualTo("x");
      aws.close();

      Set<String> after = names();
      long begin = System.nanoTime();
      while (isMore(after, before) && System.nanoTime() - begin < LONGEST.toNanos()) {
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        after = names();
      }
      after.removeAll(before);
      assertThat(after).noneMatch(name -> !name.startsWith("pool-"));
    }
  }

  private static boolean isMore(Set<String> after, Set<String> before) {
    return after.stream().anyMatch(name -> !before.contains(name) && !name.startsWith("pool-"));
  }
}

package io.countersign.secrets.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application leaves behind that had a source, and closed it. */
class ThreadsTest {
  private static final String RENEWABLE =
      FakeVault.ME.replace("\"ttl\":0", "\"ttl\":3600,\"creation_ttl\":3600,\"renewable\":true");

  /** Before Java 21 those that worked for the client stay for a minute. */
  private static final Duration AWAITED = Duration.ofSeconds(90);

  @TempDir private Path folder;

  private void run() throws IOException {
    try (FakeVault vault = new FakeVault()) {
      vault
          .on("/v1/kv/data/crm", FakeVault.json(200, FakeVault.DATA))
          .on("/v1/auth/token/lookup-self", FakeVault.json(200, RENEWABLE));
      String block =
          "vault { mount = kv, auth { token = hvs.t }, address = \"" + vault.address() + "\" }";
      assertThat(Application.token(folder, block, Map.of())).isEqualTo("t0ken");
    }
  }

  /** Those that carry virtual threads are the JVM's. */
  private static Set<Thread> live() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .filter(thread -> !thread.getName().startsWith("ForkJoinPool-"))
        .collect(Collectors.toSet());
  }

  /** The first run wakes what the JVM keeps for all, as its timer. */
  @Test
  void close_threadsAreThoseOfBefore() throws IOException {
    run();
    awaitNoneBut(live());
    Set<Thread> before = live();
    for (int i = 0; i < 5; i++) {
      run();
    }
    awaitNoneBut(before);
  }

  private static void awaitNoneBut(Set<Thread> before) {
    long begin = System.nanoTime();
    while (!before.containsAll(live()) && System.nanoTime() - begin < AWAITED.toNanos()) {
      System.gc(); // before Java 21 nothing else ends the client's thread
    }
    assertThat(before).containsAll(live());
  }
}

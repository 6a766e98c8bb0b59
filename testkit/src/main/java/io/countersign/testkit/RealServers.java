package io.countersign.testkit;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * Servers of other people, on loopback: the first test that asks starts one, all tests of the JVM
 * share it, and it ends with the JVM, however that ends.
 *
 * <p>Where the program is not installed, the test that asks is skipped with a message that says
 * what to install. Tests that ask carry {@code @Tag("server")}. Thread-safe.
 */
public final class RealServers {
  private static final Path GUNICORN = Path.of("/usr/bin/gunicorn");
  private static final Path HTTPBIN = Path.of("/usr/lib/python3/dist-packages/httpbin");
  private static final Path HTTPD = Path.of("/usr/sbin/apache2");

  private static @Nullable ServerProcess httpbin;
  private static @Nullable ServerProcess httpd;

  private RealServers() {}

  /** Returns the root of httpbin, as {@code http://127.0.0.1:40001/}. */
  public static synchronized URI httpbin() {
    needs("apt-get install gunicorn python3-httpbin", GUNICORN, HTTPBIN);
    ServerProcess running = httpbin;
    if (running == null || !running.alive()) {
      running = ServerProcess.start("httpbin", "get", HttpbinCommand::prepare);
      httpbin = running;
    }
    return running.root();
  }

  /**
   * Returns the root of Apache httpd, which knows {@link HttpdCommand#USER} under {@code basic/},
   * {@code digest/} (each answer names the next nonce) and {@code digest-short/} (a nonce lives 2
   * s). Each of them answers 200 with {@code ok}.
   */
  public static synchronized URI httpd() {
    needs("apt-get install apache2-bin", HTTPD);
    ServerProcess running = httpd;
    if (running == null || !running.alive()) {
      running = ServerProcess.start("httpd", "ready.txt", HttpdCommand::prepare);
      httpd = running;
    }
    return running.root();
  }

  private static void needs(String install, Path... files) {
    for (Path file : files) {
      if (!Files.exists(file)) {
        throw new TestAbortedException(file + " is not there: " + install);
      }
    }
  }
}

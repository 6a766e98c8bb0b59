package io.countersign.testkit;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
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
  private static final Path KEYSTONE = Path.of("/usr/lib/python3/dist-packages/keystone");
  private static final Path QBITTORRENT = Path.of("/usr/bin/qbittorrent-nox");
  private static final Path TRANSMISSION = Path.of("/usr/bin/transmission-daemon");

  private static final Map<String, ServerProcess> RUNNING = new HashMap<>();

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

  /**
   * Returns the root of OpenStack Keystone, whose identity API is under {@code v3/}. {@link
   * HttpdCommand#USER}, of the domain {@code default}, is the administrator of the project {@code
   * admin}. A token lives an hour; {@code DELETE v3/auth/tokens} ends it at once.
   */
  public static synchronized URI keystone() {
    needs("apt-get install gunicorn python3-keystone", GUNICORN, KEYSTONE);
    return shared("keystone", "v3", 200, KeystoneCommand::prepare);
  }

  /**
   * Returns the root of qBittorrent, which knows {@link HttpdCommand#USER} at {@code
   * api/v2/auth/login}. A wrong password, as often as you like, is answered 200 with {@code
   * Fails.}, and a request without a session 403.
   */
  public static synchronized URI qbittorrent() {
    needs("apt-get install qbittorrent-nox", QBITTORRENT);
    return shared("qbittorrent", "", 200, QbittorrentCommand::prepare);
  }

  /**
   * Returns the root of Transmission, which knows {@link HttpdCommand#USER} by Basic and answers at
   * {@code transmission/rpc}: 409 with an {@code X-Transmission-Session-Id} to whoever does not
   * send the one that is valid. After 100 wrong passwords without a right one between them it
   * answers nobody but 403.
   */
  public static synchronized URI transmission() {
    needs("apt-get install transmission-daemon", TRANSMISSION);
    return shared("transmission", "transmission/rpc", 401, TransmissionCommand::prepare);
  }

  private static URI shared(
      String name, String page, int status, ServerProcess.Preparation preparation) {
    ServerProcess running = RUNNING.get(name);
    if (running == null || !running.alive()) {
      running = ServerProcess.start(name, page, status, preparation);
      RUNNING.put(name, running);
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

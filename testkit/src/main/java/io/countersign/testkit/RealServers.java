package io.countersign.testkit;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
  /** The one user of httpd, InfluxDB, Keystone, qBittorrent and Transmission. */
  public static final String USER = "amelie";

  /** The password of {@link #USER}; it is known to nobody but these servers. */
  public static final String PASSWORD = "pass:wo\"rd \\1";

  /** What InfluxDB knows the signers of tokens by. */
  public static final String SHARED_SECRET = "a secret that InfluxDB shares with tests";

  private static final Path GUNICORN = Path.of("/usr/bin/gunicorn");
  private static final Path HTTPBIN = Path.of("/usr/lib/python3/dist-packages/httpbin");
  private static final Path HTTPD = Path.of("/usr/sbin/apache2");
  private static final Path INFLUXDB = Path.of("/usr/bin/influxd");
  private static final Path KEYSTONE = Path.of("/usr/lib/python3/dist-packages/keystone");
  private static final Path QBITTORRENT = Path.of("/usr/bin/qbittorrent-nox");
  private static final Path TRANSMISSION = Path.of("/usr/bin/transmission-daemon");

  private static final String BRING = "run .ci/servers of Countersign's repository";
  private static final Path BROUGHT =
      Path.of(
          System.getenv().getOrDefault("HOME", System.getProperty("user.home")),
          ".cache",
          "countersign");
  private static final Path KEYCLOAK = BROUGHT.resolve("keycloak-26.7.3");
  private static final Path OIDC_PROVIDER = BROUGHT.resolve("oidc-provider-9.13.3");
  private static final Path VAULT = BROUGHT.resolve("vault-1.21.2");
  private static final Path MOTO = BROUGHT.resolve("moto-5.2.5");
  private static final Path AIRBYTE_CDK = BROUGHT.resolve("airbyte-cdk-7.39.1/bin/python");

  private static final Shared<ServerProcess> httpbin =
      process("httpbin", "get", 200, HttpbinCommand::prepare);
  private static final Shared<ServerProcess> httpd =
      process("httpd", "ready.txt", 200, HttpdCommand::prepare);
  private static final Shared<ServerProcess> influxdb =
      new Shared<>(InfluxdbCommand::start, ServerProcess::alive);
  private static final Shared<ServerProcess> keystone =
      process("keystone", "v3", 200, KeystoneCommand::prepare);
  private static final Shared<ServerProcess> qbittorrent =
      process("qbittorrent", "", 200, QbittorrentCommand::prepare);
  private static final Shared<ServerProcess> transmission =
      process("transmission", "transmission/rpc", 401, TransmissionCommand::prepare);
  private static final Shared<Keycloak> keycloak =
      new Shared<>(() -> Keycloak.start(KEYCLOAK), Keycloak::alive);
  private static final Shared<Vault> vault = new Shared<>(() -> Vault.start(VAULT), Vault::alive);
  private static final Shared<Moto> moto = new Shared<>(() -> Moto.start(MOTO), Moto::alive);
  private static final Map<Duration, Shared<OidcProvider>> oidcProviders =
      new ConcurrentHashMap<>();

  private RealServers() {}

  /** Returns the root of httpbin, as {@code http://127.0.0.1:40001/}. */
  public static URI httpbin() {
    needs("apt-get install gunicorn python3-httpbin", GUNICORN, HTTPBIN);
    return httpbin.running().root();
  }

  /**
   * Returns the root of Apache httpd, which knows {@link #USER} under {@code basic/}, {@code
   * digest/} (each answer names the next nonce) and {@code digest-short/} (a nonce lives 2 s). Each
   * of them answers 200 with {@code ok}.
   */
  public static URI httpd() {
    needs("apt-get install apache2-bin", HTTPD);
    return httpd.running().root();
  }

  /**
   * Returns the root of InfluxDB 1, whose {@code query?q=SHOW+DATABASES} is answered 200 to {@link
   * #USER}: that is whoever sends a token of {@code HS256}, signed with {@link #SHARED_SECRET},
   * with the claims {@code username} and {@code exp}. Others are answered 401.
   */
  public static URI influxdb() {
    needs("apt-get install influxdb", INFLUXDB);
    return influxdb.running().root();
  }

  /**
   * Returns the root of OpenStack Keystone, whose identity API is under {@code v3/}. {@link #USER},
   * of the domain {@code default}, is the administrator of the project {@code admin}. A token lives
   * an hour; {@code DELETE v3/auth/tokens} ends it at once.
   */
  public static URI keystone() {
    needs("apt-get install gunicorn python3-keystone", GUNICORN, KEYSTONE);
    return keystone.running().root();
  }

  /**
   * Returns the root of qBittorrent, which knows {@link #USER} at {@code api/v2/auth/login}. A
   * wrong password, as often as you like, is answered 200 with {@code Fails.}, and a request
   * without a session 403.
   */
  public static URI qbittorrent() {
    needs("apt-get install qbittorrent-nox", QBITTORRENT);
    return qbittorrent.running().root();
  }

  /**
   * Returns the root of Transmission, which knows {@link #USER} by Basic and answers at {@code
   * transmission/rpc}: 409 with an {@code X-Transmission-Session-Id} to whoever does not send the
   * one that is valid. After 100 wrong passwords without a right one between them it answers nobody
   * but 403.
   */
  public static URI transmission() {
    needs("apt-get install transmission-daemon", TRANSMISSION);
    return transmission.running().root();
  }

  /** Returns Keycloak; the start takes a quarter of a minute, or a half where much else runs. */
  public static Keycloak keycloak() {
    needs(BRING, KEYCLOAK);
    return keycloak.running();
  }

  /** Returns moto, which stands in for AWS Secrets Manager and checks who asks. */
  public static Moto moto() {
    needs(BRING, MOTO);
    return moto.running();
  }

  /** Returns oidc-provider, whose access tokens live a minute. */
  public static OidcProvider oidcProvider() {
    return oidcProvider(Duration.ofMinutes(1));
  }

  /** Returns oidc-provider, whose access tokens live so long, in whole seconds. */
  public static OidcProvider oidcProvider(Duration life) {
    needs(BRING, OIDC_PROVIDER);
    return oidcProviders
        .computeIfAbsent(
            life,
            same ->
                new Shared<>(() -> OidcProvider.start(OIDC_PROVIDER, same), OidcProvider::alive))
        .running();
  }

  /** Returns Vault; the start takes a second. */
  public static Vault vault() {
    needs(BRING, VAULT);
    return vault.running();
  }

  /** Returns one that nobody shares, and that may be stopped. */
  public static Vault ownVault() {
    needs(BRING, VAULT);
    return Vault.start(VAULT);
  }

  /**
   * Returns the Python that has Airbyte's CDK. It is no server: a test runs it and waits for its
   * end.
   *
   * @throws IllegalStateException if it is not there; a comparison that was not made is no success
   */
  public static Path airbyteCdk() {
    if (!Files.exists(AIRBYTE_CDK)) {
      throw new IllegalStateException(AIRBYTE_CDK + " is not there: " + BRING);
    }
    return AIRBYTE_CDK;
  }

  private static Shared<ServerProcess> process(
      String name, String page, int status, ServerProcess.Preparation preparation) {
    return new Shared<>(
        () -> ServerProcess.start(name, page, status, preparation), ServerProcess::alive);
  }

  private static void needs(String install, Path... files) {
    for (Path file : files) {
      if (!Files.exists(file)) {
        throw new TestAbortedException(file + " is not there: " + install);
      }
    }
  }

  /** The one of its kind: started when somebody asks, and again if it has ended. */
  private static final class Shared<S> {
    private final Supplier<S> start;
    private final Predicate<S> alive;
    private @Nullable S running;

    Shared(Supplier<S> start, Predicate<S> alive) {
      this.start = start;
      this.alive = alive;
    }

    synchronized S running() {
      S last = running;
      if (last == null || !alive.test(last)) {
        last = start.get();
        running = last;
      }
      return last;
    }
  }
}

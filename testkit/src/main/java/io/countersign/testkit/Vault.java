package io.countersign.testkit;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * HashiCorp Vault as {@link RealServers#vault()} starts it: in memory, unsealed, with the methods
 * {@code approle}, {@code userpass}, {@code jwt} and {@code cert} under their names, and KV engines
 * of version 2 at {@code kv} and {@code team/kv} and of version 1 at {@code old}. It takes no
 * notice of namespaces. Thread-safe.
 */
public final class Vault {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final VaultCommand command;
  private final ServerProcess process;
  private final String root;
  private final String unsealKey;

  private Vault(VaultCommand command, ServerProcess process) {
    this.command = command;
    this.process = process;
    Asked made =
        sent(request("sys/init").PUT(json(Map.of("secret_shares", 1, "secret_threshold", 1))));
    this.root = made.member("root_token");
    this.unsealKey = made.all("keys_base64").get(0);
    unseal();
    mount("kv", "2");
    mount("team/kv", "2");
    mount("old", "1");
    for (String method : new String[] {"approle", "userpass", "jwt", "cert"}) {
      write("sys/auth/" + method, Map.of("type", method));
    }
  }

  static Vault start(Path installed) {
    VaultCommand command = new VaultCommand(installed);
    return new Vault(command, ServerProcess.start("vault", "v1/sys/health", 501, command::prepare));
  }

  boolean alive() {
    return process.alive();
  }

  /** Returns its program, which is also the command that asks it. */
  public Path program() {
    return command.program();
  }

  /** Returns where it answers in plain, as {@code http://127.0.0.1:40001}. */
  public URI address() {
    return URI.create("http://" + process.root().getAuthority());
  }

  /** Returns where it answers by TLS, with a certificate for 127.0.0.1 and localhost. */
  public URI secureAddress() {
    return command.secureRoot();
  }

  /** Returns the PEM file of the authority behind the certificates of server and client. */
  public Path authority() {
    return process.folder().resolve("authority.pem");
  }

  /** Returns the PEM file of a certificate that the authority gave to a client. */
  public Path clientCertificate() {
    return process.folder().resolve("client.pem");
  }

  /** Returns the PEM file of its private key. */
  public Path clientKey() {
    return process.folder().resolve("client.key");
  }

  /** Returns the token that may do everything. */
  public String rootToken() {
    return root;
  }

  /** Enables a KV engine. */
  public void mount(String path, String version) {
    write("sys/mounts/" + path, Map.of("type", "kv", "options", Map.of("version", version)));
    // One of version 2 answers 400 until it is set up.
    until(() -> read(path + "/config").status() != 400);
  }

  /**
   * Posts this as root.
   *
   * @param path of the API without {@code /v1/}
   * @throws IllegalStateException if it is not answered 2xx
   */
  public Asked write(String path, Map<String, ?> body) {
    return sent(asRoot(path).POST(json(body)));
  }

  /** Deletes this as root. */
  public void delete(String path) {
    Asked unused = sent(asRoot(path).DELETE());
  }

  /** Returns what a LIST as root gives. */
  public List<String> list(String path) {
    return sent(asRoot(path).method("LIST", BodyPublishers.noBody())).all("data.keys");
  }

  /** Reads this as root, whatever the answer is. */
  public Asked read(String path) {
    return asked(asRoot(path).GET());
  }

  /** Reads this with another token, whatever the answer is. */
  public Asked read(String path, String token) {
    return asked(request(path).header("X-Vault-Token", token).GET());
  }

  /** Puts a secret into {@code kv}, as its next version. */
  public void put(String path, Map<String, ?> fields) {
    write("kv/data/" + path, Map.of("data", fields));
  }

  /** Writes a policy. */
  public void policy(String name, String rules) {
    write("sys/policies/acl/" + name, Map.of("policy", rules));
  }

  /**
   * Returns a new token.
   *
   * @param settings as {@code policies} and {@code ttl}
   */
  public String token(Map<String, ?> settings) {
    return write("auth/token/create", settings).member("auth.client_token");
  }

  /** Posts this as root, and returns a token that wraps the answer. */
  public String wrapped(String path, Map<String, ?> body) {
    return sent(asRoot(path).header("X-Vault-Wrap-TTL", "60").POST(json(body)))
        .member("wrap_info.token");
  }

  /** Seals it: it answers 503 to everything. */
  public void seal() {
    write("sys/seal", Map.of());
  }

  /** Ends that. */
  public void unseal() {
    Asked unused = sent(request("sys/unseal").PUT(json(Map.of("key", unsealKey))));
    until(() -> asked(request("sys/health").GET()).status() == 200);
  }

  /** Stops it; who asks {@link RealServers} then gets another. */
  public void stop() {
    process.stop();
  }

  private static void until(BooleanSupplier ready) {
    long begin = System.nanoTime();
    while (!ready.getAsBoolean()) {
      if (System.nanoTime() - begin > LONGEST.toNanos()) {
        throw new IllegalStateException("Vault is not ready");
      }
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(process.root().resolve("v1/" + path));
  }

  private HttpRequest.Builder asRoot(String path) {
    return request(path).header("X-Vault-Token", root);
  }

  private static HttpRequest.BodyPublisher json(Map<String, ?> body) {
    return BodyPublishers.ofString(
        ConfigValueFactory.fromMap(body).render(ConfigRenderOptions.concise()));
  }

  private static Asked sent(HttpRequest.Builder request) {
    Asked asked = asked(request);
    if (asked.status() >= 300) {
      throw new IllegalStateException(
          "Vault answers " + asked.response() + " " + asked.response().body());
    }
    return asked;
  }

  private static Asked asked(HttpRequest.Builder request) {
    try {
      return Asked.by(request);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Vault was asked", ended);
    }
  }
}

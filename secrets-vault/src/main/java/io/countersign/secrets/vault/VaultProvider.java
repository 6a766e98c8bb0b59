package io.countersign.secrets.vault;

import io.countersign.spi.AuthContext;
import io.countersign.spi.SecretResolver;
import io.countersign.spi.SecretResolverProvider;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import io.countersign.spi.TransportSettings;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The source {@code vault}: the key {@code crm.client-secret} is the field {@code client-secret} of
 * the path {@code crm} in a KV engine of HashiCorp Vault or OpenBao. What the block does not say,
 * the standard variables do.
 */
public final class VaultProvider implements SecretResolverProvider {
  static final Setting<Optional<URI>> ADDRESS =
      Setting.uri("address")
          .optional()
          .describedAs("The server, as https://vault.example:8200; else VAULT_ADDR");

  static final Setting<Optional<String>> NAMESPACE =
      Setting.word("namespace", "a namespace, as team-a", VaultProvider::namespace)
          .optional()
          .describedAs("The namespace there; else VAULT_NAMESPACE");

  static final Setting<String> MOUNT =
      Setting.word("mount", "where the engine is mounted, as kv or team/kv", VaultProvider::path)
          .orElse("secret")
          .describedAs("Where the KV engine is mounted");

  static final Setting<String> PREFIX =
      Setting.word("prefix", "a path, as apps/billing", word -> word.isEmpty() ? word : path(word))
          .orElse("")
          .describedAs("What every path below the mount begins with");

  static final Setting<String> KV_VERSION =
      Setting.oneOf("kv-version", "1", "2").orElse("2").describedAs("The version of that engine");

  static final Setting<Duration> CALL_TIMEOUT =
      Setting.duration("call-timeout")
          .orElse("10 s")
          .describedAs("How long one call may take; else VAULT_CLIENT_TIMEOUT");

  static final Setting<Integer> RETRIES =
      Setting.word(
              "retries",
              "a whole number of 0 to 10",
              word -> {
                int count = Integer.parseInt(word);
                if (count < 0 || count > 10) {
                  throw new IllegalArgumentException("out of range");
                }
                return count;
              })
          .orElse("2")
          .describedAs("How often a read is tried again while the server is not ready");

  /** For discovery. */
  public VaultProvider() {}

  @Override
  public String type() {
    return "vault";
  }

  @Override
  public List<Setting<?>> settings() {
    return Stream.of(
            List.<Setting<?>>of(ADDRESS, NAMESPACE, MOUNT, PREFIX, KV_VERSION, Logins.BLOCK),
            List.<Setting<?>>of(CALL_TIMEOUT, RETRIES),
            TransportSettings.all(),
            Tls.settings())
        .<Setting<?>>flatMap(List::stream)
        .toList();
  }

  @Override
  public SecretResolver create(String name, Settings settings, AuthContext context) {
    Variables variables = new Variables(context.environment());
    Server server = server(settings, variables);
    Tls tls = Tls.of(settings, variables);
    Tls.warn(settings, variables);
    Calls calls =
        new Calls(
            server,
            new Connections(() -> client(settings, Tls.of(settings, variables)), tls.files()),
            timeout(settings, variables),
            settings.has(RETRIES)
                ? settings.get(RETRIES)
                : variables.number(Variables.RETRIES).orElse(settings.get(RETRIES)),
            context);
    Mount mount =
        new Mount(
            settings.get(MOUNT), settings.get(PREFIX), Integer.parseInt(settings.get(KV_VERSION)));
    Tokens tokens = new Logins(calls, settings, variables, tls, context).tokens();
    return new VaultSecrets(calls, mount, tokens, context.executor());
  }

  private static Server server(Settings settings, Variables variables) {
    Optional<String> namespace = settings.get(NAMESPACE).or(() -> namespaceOf(variables));
    Optional<URI> said = settings.get(ADDRESS);
    if (said.isPresent()) {
      return Server.of(said.get(), ADDRESS.name(), namespace);
    }
    String variable =
        variables
            .text(Variables.ADDRESS)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "address is missing: say it, or set " + Variables.ADDRESS));
    try {
      return Server.of(new URI(variable), Variables.ADDRESS, namespace);
    } catch (URISyntaxException malformed) {
      // Its message would show the address, with a password that stands in it.
      throw new IllegalArgumentException(
          Variables.ADDRESS + " is no address: " + malformed.getReason());
    }
  }

  private static Optional<String> namespaceOf(Variables variables) {
    try {
      return variables.text(Variables.NAMESPACE).map(VaultProvider::namespace);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(
          Variables.NAMESPACE + " is no value of a header", malformed);
    }
  }

  private static Duration timeout(Settings settings, Variables variables) {
    Duration own = settings.get(CALL_TIMEOUT);
    if (own.isZero()) {
      throw new IllegalArgumentException(CALL_TIMEOUT.name() + " is to be more than 0");
    }
    return settings.has(CALL_TIMEOUT)
        ? own
        : variables.time(Variables.TIMEOUT).filter(time -> !time.isZero()).orElse(own);
  }

  /** Its tasks run on threads of its own: those who wait for them may hold all of the executor. */
  private static HttpClient client(Settings settings, Tls tls) {
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .connectTimeout(TransportSettings.connectTimeout(settings))
            .followRedirects(HttpClient.Redirect.NEVER);
    TransportSettings.proxy(settings).ifPresent(proxy -> client.proxy(ProxySelector.of(proxy)));
    tls.apply(client);
    return client.build();
  }

  private static String path(String word) {
    return Names.checked(word);
  }

  private static String namespace(String word) {
    if (!word.matches("[!-~]*")) {
      throw new IllegalArgumentException("no value of a header");
    }
    return word;
  }
}

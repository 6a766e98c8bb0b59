package io.countersign.benchmarks;

import com.amazonaws.secretsmanager.caching.SecretCache;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.benchmarks.Secrets.Layout;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultConfig;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * {@link Secrets} with the plain driver, the plain SDK and AWS's caching client beside, each asked
 * for one secret after the other as its documentation shows.
 */
public final class SecretPeers {
  private SecretPeers() {}

  /** Prints a table in Markdown. */
  public static void main(String[] arguments) throws Exception {
    new Secrets()
        .beside("`vault-java-driver` alone", SecretPeers::driver)
        .beside("AWS SDK alone", SecretPeers::sdk)
        .beside("`aws-secretsmanager-caching-java`", SecretPeers::caching)
        .print();
    // Some of them keep threads that never end.
    System.exit(0);
  }

  private static void driver(URI server, Layout layout) throws Exception {
    VaultConfig config = new VaultConfig().address(server.toString()).engineVersion(2).build();
    String token =
        Vault.create(config).auth().loginByAppRole("reader", "an-id").getAuthClientToken();
    Vault vault = Vault.create(config.token(token));
    for (String place : Secrets.places(layout)) {
      String[] parts = place.split("#", -1);
      there(vault.logical().read("secret/" + parts[0]).getData().get(parts[1]));
    }
  }

  private static void sdk(URI server, Layout layout) throws Exception {
    try (SecretsManagerClient client = client(server)) {
      for (String place : Secrets.places(layout)) {
        String[] parts = place.split("#", -1);
        there(field(client.getSecretValue(ask -> ask.secretId(parts[0])).secretString(), parts[1]));
      }
    }
  }

  private static void caching(URI server, Layout layout) throws Exception {
    try (SecretsManagerClient client = client(server);
        SecretCache cache = new SecretCache(client)) {
      for (String place : Secrets.places(layout)) {
        String[] parts = place.split("#", -1);
        there(field(cache.getSecretString(parts[0]), parts[1]));
      }
    }
  }

  private static SecretsManagerClient client(URI server) {
    return SecretsManagerClient.builder()
        .region(Region.EU_WEST_1)
        .endpointOverride(server)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIA", "a-key")))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  private static String field(String json, String name) throws Exception {
    return new ObjectMapper().readTree(json).get(name).asText();
  }

  private static void there(@org.jspecify.annotations.Nullable Object value) {
    if (value == null) {
      throw new IllegalStateException("a secret is not there");
    }
  }
}

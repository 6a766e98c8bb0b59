/** Secrets from the KV engines of HashiCorp Vault and OpenBao. */
@org.jspecify.annotations.NullMarked
module io.countersign.secrets.vault {
  requires static transitive org.jspecify;
  requires io.countersign;
  requires io.countersign.jwt;
  requires java.net.http;
  requires vault.java.driver;

  provides io.countersign.spi.SecretResolverProvider with
      io.countersign.secrets.vault.VaultProvider;
}

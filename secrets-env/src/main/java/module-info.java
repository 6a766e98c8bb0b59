/** Secrets from environment variables, and from the files that they name. */
@org.jspecify.annotations.NullMarked
module io.countersign.secrets.env {
  requires static transitive org.jspecify;
  requires io.countersign;

  provides io.countersign.spi.SecretResolverProvider with
      io.countersign.secrets.env.EnvProvider;
}

/** Secrets from TOML, HOCON and JSON files, and from a directory of mounted files. */
@org.jspecify.annotations.NullMarked
module io.countersign.secrets.file {
  requires static transitive org.jspecify;
  requires io.countersign;
  requires org.tomlj;

  provides io.countersign.spi.SecretResolverProvider with
      io.countersign.secrets.file.FileProvider;
}

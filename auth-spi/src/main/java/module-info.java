/** What applications and authors program against, and the engine behind it. */
@org.jspecify.annotations.NullMarked
module io.countersign {
  requires static transitive org.jspecify;
  requires transitive typesafe.config;

  exports io.countersign;
  exports io.countersign.spi;

  uses io.countersign.spi.AuthProvider;
  uses io.countersign.spi.SecretResolverProvider;
  uses io.countersign.spi.HttpTransportProvider;
}

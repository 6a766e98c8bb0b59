/** A source of secrets in a jar of its own. */
@org.jspecify.annotations.NullMarked
module io.countersign.examples.dotenv {
  requires static transitive org.jspecify;
  requires io.countersign;

  provides io.countersign.spi.SecretResolverProvider with
      io.countersign.examples.dotenv.DotenvProvider;
}

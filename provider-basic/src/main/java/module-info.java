/** Authentication with what is known beforehand. */
@org.jspecify.annotations.NullMarked
module io.countersign.basic {
  requires static transitive org.jspecify;
  requires transitive io.countersign;

  exports io.countersign.basic;

  provides io.countersign.spi.AuthProvider with
      io.countersign.basic.ApiKeyProvider,
      io.countersign.basic.BearerProvider,
      io.countersign.basic.CompositeProvider,
      io.countersign.basic.HmacProvider,
      io.countersign.basic.HttpBasicProvider,
      io.countersign.basic.NoneProvider,
      io.countersign.basic.SelectiveProvider;
}

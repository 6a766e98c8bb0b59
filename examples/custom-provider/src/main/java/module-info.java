/** Two types of authentication in a jar of their own. */
@org.jspecify.annotations.NullMarked
module io.countersign.examples.tenantkey {
  requires static transitive org.jspecify;
  requires io.countersign;

  provides io.countersign.spi.AuthProvider with
      io.countersign.examples.tenantkey.TenantKeyProvider,
      io.countersign.examples.tenantkey.TenantSessionProvider;
}

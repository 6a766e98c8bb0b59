/** A grant of one vendor. */
@org.jspecify.annotations.NullMarked
module io.countersign.examples.devicegrant {
  requires static transitive org.jspecify;
  requires transitive io.countersign.oauth2;

  exports io.countersign.examples.devicegrant;

  provides io.countersign.spi.AuthProvider with
      io.countersign.examples.devicegrant.DeviceGrantProvider;
}

/** Jetty's HTTP client: authenticated for the application, and as transport of token calls. */
@org.jspecify.annotations.NullMarked
module io.countersign.http.jetty {
  requires static transitive org.jspecify;
  requires transitive io.countersign;
  requires transitive org.eclipse.jetty.client;

  exports io.countersign.http.jetty;

  provides io.countersign.spi.HttpTransportProvider with
      io.countersign.http.jetty.JettyTransportProvider;
}

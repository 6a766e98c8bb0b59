/** The JDK's HTTP client: authenticated for the application, and as transport of token calls. */
@org.jspecify.annotations.NullMarked
module io.countersign.http.jdk {
  requires static transitive org.jspecify;
  requires transitive io.countersign;
  requires transitive java.net.http;

  exports io.countersign.http.jdk;

  provides io.countersign.spi.HttpTransportProvider with
      io.countersign.http.jdk.JdkTransportProvider;
}

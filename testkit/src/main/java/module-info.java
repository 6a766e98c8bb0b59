/** What tests of Countersign, and of its providers, sources and clients, stand on. */
@org.jspecify.annotations.NullMarked
module io.countersign.testkit {
  requires static transitive org.jspecify;
  requires transitive io.countersign;
  requires transitive java.logging;
  requires transitive java.net.http;
  requires transitive org.junit.jupiter.api;
  requires java.management;
  requires jdk.httpserver;
  requires org.assertj.core;
  requires org.junit.jupiter.params;
  requires org.opentest4j;

  exports io.countersign.testkit;
  exports io.countersign.testkit.adapter;
  exports io.countersign.testkit.contract;
  exports io.countersign.testkit.probe;

  uses io.countersign.spi.AuthProvider;
  uses io.countersign.spi.SecretResolverProvider;
}

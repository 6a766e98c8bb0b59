/** The {@code countersign} command. */
@org.jspecify.annotations.NullMarked
module io.countersign.cli {
  requires static transitive org.jspecify;
  requires info.picocli;
  requires io.countersign;
  requires io.countersign.http.jdk;
  requires java.logging;
  requires java.net.http;
  requires jdk.httpserver;
  requires org.snakeyaml.engine;
  requires org.tomlj;

  exports io.countersign.cli;

  opens io.countersign.cli to
      info.picocli;
}

package io.countersign.secrets.vault;

import io.countersign.spi.SecretResolver;
import java.net.URI;
import java.nio.charset.Charset;

/** Run in a JVM whose default charset is another: prints that, and the code points of a secret. */
final class CharsetChild {
  private CharsetChild() {}

  public static void main(String[] arguments) {
    try (SecretResolver source =
        Source.at(URI.create(arguments[0])).with("mount", "kv").token("t").open()) {
      System.out.println(Charset.defaultCharset());
      Source.value(source, "crm#token").codePoints().forEach(System.out::println);
    }
  }
}

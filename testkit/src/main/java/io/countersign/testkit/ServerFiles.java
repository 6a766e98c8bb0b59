package io.countersign.testkit;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The files of this package that servers are set up with. */
final class ServerFiles {
  private ServerFiles() {}

  static String text(String name) throws IOException {
    try (InputStream file = ServerFiles.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new FileNotFoundException(name + " is missing from the testkit");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

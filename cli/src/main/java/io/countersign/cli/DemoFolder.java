package io.countersign.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** The quickstart's files in a folder of their own, only for us to read; removed when closed. */
record DemoFolder(Path path) implements AutoCloseable {
  private static final String WRITTEN = "\"http://localhost:8765\"";

  /** Writes them, with the address of the running API in the place of the one that is written. */
  static DemoFolder of(URI api, DemoSecrets secrets) throws IOException {
    DemoFolder folder = new DemoFolder(Files.createTempDirectory("countersign-demo-"));
    try {
      String configuration = quickstart().replace(WRITTEN, "\"" + api + "\"");
      folder.write("application.conf", configuration);
      folder.write("secrets.toml", secrets.toml());
      Files.createDirectory(folder.path.resolve("secrets.d"));
      for (Map.Entry<String, String> file : secrets.files().entrySet()) {
        folder.write("secrets.d/" + file.getKey(), file.getValue());
      }
      return folder;
    } catch (IOException | RuntimeException failed) {
      folder.close();
      throw failed;
    }
  }

  Path configuration() {
    return path.resolve("application.conf");
  }

  private static String quickstart() throws IOException {
    try (InputStream file = DemoFolder.class.getResourceAsStream("application.conf")) {
      if (file == null) {
        throw new IllegalStateException("the build left application.conf out");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void write(String name, String content) throws IOException {
    Path file = Files.createFile(path.resolve(name));
    // where there are no such permissions, the folder of the user protects it
    if (!file.toFile().setReadable(false, false) || !file.toFile().setReadable(true, true)) {
      throw new IOException("cannot keep " + file + " to ourselves");
    }
    Files.writeString(file, content);
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    } catch (IOException left) {
      throw new UncheckedIOException("cannot remove " + path, left);
    }
  }
}

package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhereTest {
  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("where.conf"), "\nword = x\n");
  }

  @Test
  void shorten_workingFolder_isADot() {
    assertThat(Where.shorten(Path.of(""))).isEqualTo(".");
    assertThat(Where.shorten(Path.of("a.conf"))).isEqualTo("a.conf");
  }

  @Test
  void folder_valueOfAFile_isThatOfTheFile() {
    ConfigOrigin origin =
        ConfigFactory.parseFile(folder.resolve("where.conf").toFile()).getValue("word").origin();

    assertThat(Where.folder(origin)).isEqualTo(folder);
  }

  @Test
  void folder_valueOfTheClassPath_isTheWorkingFolder() throws IOException {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
      ConfigOrigin origin =
          ConfigFactory.parseResources(loader, "where.conf").getValue("word").origin();

      assertThat(Where.folder(origin)).isEqualTo(Path.of("").toAbsolutePath());
      assertThat(Where.of(origin)).isEqualTo("where.conf: 2");
    }
  }
}

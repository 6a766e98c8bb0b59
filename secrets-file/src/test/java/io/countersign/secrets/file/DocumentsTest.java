package io.countersign.secrets.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsTest {
  private static final long HOUR = Duration.ofHours(1).toMillis();

  @TempDir Path folder;
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicLong later = new AtomicLong(HOUR);
  private final Documents documents =
      new Documents(this::read, () -> System.currentTimeMillis() + later.get());
  private Path file;

  private Document read(Path path) {
    reads.incrementAndGet();
    try {
      return Files.exists(path)
          ? new Document.Keys(
              new Node.Table(Map.of("it", new Node.Text(Files.readString(path)))))
          : new Document.Absent();
    } catch (IOException failed) {
      return new Document.Unusable("cannot be read", "");
    }
  }

  private String text() {
    return ((Node.Text)
            ((Document.Keys) documents.of(file)).root().at(List.of("it")).get(0))
        .value();
  }

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("secrets.toml"), "one");
  }

  @Test
  void of_fileThatIsAsItWas_isReadOnce() {
    assertThat(text()).isEqualTo("one");
    assertThat(text()).isEqualTo("one");
    assertThat(reads).hasValue(1);
  }

  @Test
  void of_fileThatWasWrittenJustNow_isReadAgainUntilItsTimeTells() {
    later.set(0);
    assertThat(text()).isEqualTo("one");
    assertThat(text()).isEqualTo("one");
    assertThat(reads).hasValue(2);

    later.set(HOUR);
    assertThat(text()).isEqualTo("one");
    assertThat(text()).isEqualTo("one");
    assertThat(reads).hasValue(3);
  }

  @Test
  void of_fileThatChanged_isReadAnew() throws IOException {
    FileTime before = Files.getLastModifiedTime(file);
    assertThat(text()).isEqualTo("one");

    Files.writeString(file, "other");
    assertThat(text()).isEqualTo("other");

    Path next = Files.writeString(folder.resolve("next"), "third");
    Files.setLastModifiedTime(next, Files.getLastModifiedTime(file));
    Files.move(next, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(text()).isEqualTo("third");

    Files.writeString(file, "forth");
    Files.setLastModifiedTime(file, before);
    assertThat(text()).isEqualTo("forth");
  }

  @Test
  void of_fileThatIsGoneAndBack_isAsItIs() throws IOException {
    assertThat(text()).isEqualTo("one");

    Files.delete(file);
    assertThat(documents.of(file)).isInstanceOf(Document.Absent.class);

    Files.writeString(file, "two");
    assertThat(text()).isEqualTo("two");
  }

  @Test
  void of_manyThreads_isReadOnceForAll() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Future<String>> texts = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        texts.add(threads.submit(this::text));
      }
      for (Future<String> each : texts) {
        assertThat(each.get(30, TimeUnit.SECONDS)).isEqualTo("one");
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(reads).hasValue(1);
  }
}

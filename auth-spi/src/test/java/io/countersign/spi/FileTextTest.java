package io.countersign.spi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileTextTest {
  private static final String CANARY = "canary-5f1e";

  @TempDir Path folder;

  @Test
  void of_byteOrderMark_isDropped() throws IOException {
    assertThat(text("\uFEFFa\uFEFFb")).isEqualTo("a\uFEFFb");
  }

  @ParameterizedTest
  @CsvSource({
    "a,a",
    "a\\n,a",
    "a\\r\\n,a",
    "a\\n\\n,a\\n",
    "a\\r,a\\r",
    "\\n,''",
    "a\\nb\\n,a\\nb"
  })
  void withoutLineEnd_oneAtTheEnd_isDropped(String written, String expected) {
    assertThat(new FileText.Read(unescaped(written)).withoutLineEnd())
        .isEqualTo(unescaped(expected));
  }

  @Test
  void of_exactlyTheLimit_isRead() throws IOException {
    assertThat(text("x".repeat(FileText.LIMIT))).hasSize(FileText.LIMIT);
  }

  @Test
  void of_oneByteMore_isUnusable() throws IOException {
    assertThat(outcome(write("x".repeat(FileText.LIMIT + 1).getBytes(UTF_8))))
        .isEqualTo("is over 1 MiB");
  }

  @Test
  void of_otherCharset_isUnusableWithItsLine() throws IOException {
    Path file = write("first\nb\u00e4d".getBytes(ISO_8859_1));

    assertThat(FileText.of(file))
        .isEqualTo(new FileText.Unusable("is not UTF-8", "see line 2, and save it as UTF-8"));
    assertThat(outcome(write(CANARY.getBytes(UTF_16)))).isEqualTo("is not UTF-8");
  }

  @Test
  void of_cutInsideACharacter_isUnusable() throws IOException {
    assertThat(outcome(write(new byte[] {'a', (byte) 0xC3}))).isEqualTo("is not UTF-8");
  }

  @Test
  void of_nothingThere_isAbsent() {
    assertThat(FileText.of(folder.resolve("none/at/all"))).isEqualTo(new FileText.Absent());
  }

  @Test
  void of_directory_isUnusable() {
    assertThat(outcome(folder)).isEqualTo("is a directory");
  }

  @Test
  void of_pathThroughAFile_isUnusable() throws IOException {
    // Root may read everything; these two are what root cannot read either.
    Path file = write(new byte[0]);

    assertThat(outcome(file.resolve("child"))).isEqualTo("cannot be read");
    assertThat(outcome(file.resolve("child/below"))).isEqualTo("cannot be read");
  }

  @Test
  void of_linkToItself_isUnusable() throws IOException {
    Path loop = folder.resolve("loop");
    Files.createSymbolicLink(loop, loop);

    assertThat(outcome(loop)).isEqualTo("cannot be read");
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void of_pipe_isNotOpened() throws Exception {
    Path pipe = folder.resolve("pipe");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "mkfifo is not there");
    Process made = new ProcessBuilder("/usr/bin/mkfifo", pipe.toString()).start();
    assertThat(made.waitFor(10, TimeUnit.SECONDS)).isTrue();

    assertThat(outcome(pipe)).isEqualTo("is no regular file");
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void of_device_isNotOpened() {
    Path device = Path.of("/dev/zero");
    assumeTrue(Files.exists(device), "no /dev/zero");

    assertThat(outcome(device)).isEqualTo("is no regular file");
  }

  @Test
  void read_denied_isUnusableWithoutTheMessage() throws IOException {
    Path file = write(new byte[0]);

    FileText answer =
        SmallFile.read(
            file,
            path -> {
              throw new AccessDeniedException(CANARY);
            });

    assertThat(answer).isInstanceOf(FileText.Unusable.class);
    assertThat(answer.toString()).contains("cannot be read").doesNotContain(CANARY);
  }

  @Test
  void read_goneMeanwhile_isAbsent() throws IOException {
    FileText answer =
        SmallFile.read(
            write(new byte[0]),
            path -> {
              throw new NoSuchFileException(path.toString());
            });

    assertThat(answer).isEqualTo(new FileText.Absent());
  }

  @Test
  void read_changedOnceMeanwhile_givesWhatItIsNow() throws IOException {
    Path file = write("old".getBytes(UTF_8));
    AtomicInteger reads = new AtomicInteger();

    FileText answer =
        SmallFile.read(
            file,
            path -> {
              byte[] bytes = Files.readAllBytes(path);
              if (reads.getAndIncrement() == 0) {
                Files.writeString(path, "newer");
              }
              return bytes;
            });

    assertThat(((FileText.Read) answer).text()).isEqualTo("newer");
  }

  @Test
  void read_changesAtEveryRead_isUnusable() throws IOException {
    FileText answer =
        SmallFile.read(
            write(new byte[0]),
            path -> {
              Files.writeString(path, "x", StandardOpenOption.APPEND);
              return Files.readAllBytes(path);
            });

    assertThat(((FileText.Unusable) answer).outcome()).isEqualTo("keeps changing");
  }

  @Test
  void toString_showsNothingOfTheFile() throws IOException {
    assertThat(FileText.of(write(CANARY.getBytes(UTF_8))).toString()).isEqualTo("Read");
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("secret"), bytes);
  }

  private String text(String written) throws IOException {
    return ((FileText.Read) FileText.of(write(written.getBytes(UTF_8)))).text();
  }

  private static String outcome(Path file) {
    return ((FileText.Unusable) FileText.of(file)).outcome();
  }

  private static String unescaped(String written) {
    return written.replace("\\n", "\n").replace("\\r", "\r");
  }
}

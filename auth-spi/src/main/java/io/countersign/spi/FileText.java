package io.countersign.spi;

import java.nio.file.Path;

/**
 * What a small file of secrets holds: read whole, strictly as UTF-8, at most 1 MiB.
 *
 * <p>Total: whatever stands at the path gives one of the three answers, and nothing is thrown. Only
 * regular files are opened, so a pipe or a device cannot make the reader wait.
 */
public sealed interface FileText {

  /** The bytes beyond which a file is not read. */
  int LIMIT = 1 << 20;

  /**
   * The file was read.
   *
   * @param text without a byte order mark, else as it is
   */
  record Read(String text) implements FileText {

    /**
     * Returns the text without one line end at its end: that one is an editor's, not a secret's.
     */
    public String withoutLineEnd() {
      if (!text.endsWith("\n")) {
        return text;
      }
      return text.substring(0, text.length() - (text.endsWith("\r\n") ? 2 : 1));
    }

    @Override
    public String toString() {
      return "Read";
    }
  }

  /** There is no file. */
  record Absent() implements FileText {}

  /**
   * There is something that cannot be used.
   *
   * @param outcome in two or three words, as {@code is not UTF-8}
   * @param remedy what to do about it, in a clause; neither shows anything of the file
   */
  record Unusable(String outcome, String remedy) implements FileText {

    /** Returns the sentence that says it of this file. */
    public String of(Object file) {
      return file + " " + outcome + ": " + remedy;
    }
  }

  /** Reads this file now. */
  static FileText of(Path file) {
    return SmallFile.read(file, SmallFile::bytes);
  }
}

package io.countersign.secrets.file;

import io.countersign.spi.FileText;

/** One file of keys, as far as it could be read. */
sealed interface Document {

  /** It could. */
  record Keys(Node.Table root) implements Document {}

  /** There is no file. */
  record Absent() implements Document {}

  /** It could not. */
  record Unusable(FileText.Unusable why) implements Document {
    Unusable(String outcome, String remedy) {
      this(new FileText.Unusable(outcome, remedy));
    }
  }
}

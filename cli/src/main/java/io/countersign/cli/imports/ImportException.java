package io.countersign.cli.imports;

/**
 * A document cannot be imported. The message says where and why, and shows nothing of what stands
 * there.
 */
public final class ImportException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ImportException(String message) {
    super(message);
  }
}

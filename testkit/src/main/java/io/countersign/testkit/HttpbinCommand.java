package io.countersign.testkit;

import java.nio.file.Path;
import java.util.List;

/** How httpbin is run by gunicorn. */
final class HttpbinCommand {
  private HttpbinCommand() {}

  static List<String> prepare(Path folder, int port) {
    return List.of(
        "/usr/bin/gunicorn",
        "--bind=127.0.0.1:" + port,
        "--workers=1",
        "--threads=8",
        "--chdir=" + folder,
        "httpbin:app");
  }
}

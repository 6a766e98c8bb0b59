package io.countersign.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How OpenStack Keystone is set up and run by gunicorn: in one thread, which alone may use its
 * connections to SQLite.
 */
final class KeystoneCommand {
  private KeystoneCommand() {}

  static List<String> prepare(Path folder, int port) throws IOException {
    for (String name : List.of("keystone.conf", "keystone_app.py")) {
      Files.writeString(folder.resolve(name), ServerFiles.text(name));
    }
    return List.of(
        "/usr/bin/gunicorn",
        "--bind=127.0.0.1:" + port,
        "--workers=1",
        "--worker-class=gthread",
        "--threads=1",
        "--chdir=" + folder,
        "--env=OS_BOOTSTRAP_USERNAME=" + RealServers.USER,
        "--env=OS_BOOTSTRAP_PASSWORD=" + RealServers.PASSWORD,
        "keystone_app:application");
  }
}

package io.countersign.secrets.vault;

import io.countersign.AuthConfigException;
import io.countersign.spi.FileText;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one client of a source, made when the first call needs it, since it begins a thread; and anew
 * when a file that it is made of has changed. Thread-safe.
 */
final class Connections {
  private static final @Nullable MethodHandle SHUTDOWN_NOW = shutdownNow();

  private final Supplier<HttpClient> maker;
  private final List<Path> files;
  private @Nullable HttpClient client;
  private List<FileText> madeOf = List.of();
  private boolean closed;

  Connections(Supplier<HttpClient> maker, List<Path> files) {
    this.maker = maker;
    this.files = files;
  }

  /** Java has it from 21 on; before, the thread ends when nobody holds the client any more. */
  private static @Nullable MethodHandle shutdownNow() {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(HttpClient.class, "shutdownNow", MethodType.methodType(void.class));
    } catch (NoSuchMethodException | IllegalAccessException before21) {
      return null;
    }
  }

  /** Returns it; null after the end. */
  synchronized @Nullable HttpClient client() {
    if (client == null && !closed) {
      madeOf = read();
      client = maker.get();
    }
    return client;
  }

  /** Sees whether a file has changed; what cannot be used leaves the client as it is. */
  synchronized void follow() {
    List<FileText> now = read();
    if (client != null && !now.equals(madeOf)) {
      try {
        client = maker.get();
        madeOf = now;
      } catch (IllegalArgumentException | AuthConfigException unfit) {
        return; // half written, perhaps
      }
    }
  }

  private List<FileText> read() {
    return files.stream().map(FileText::of).toList();
  }

  /** Ends it at once, calls under way too. */
  synchronized void close() {
    HttpClient last = client;
    closed = true;
    client = null;
    if (last == null || SHUTDOWN_NOW == null) {
      return;
    }
    try {
      SHUTDOWN_NOW.invokeExact(last);
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible.getClass().getName());
    }
  }
}

package io.countersign.secrets.vault;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.http.HttpClient;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one client of a source, made when the first call needs it: it begins a thread. */
final class Connections {
  private static final @Nullable MethodHandle SHUTDOWN_NOW = shutdownNow();

  private final Supplier<HttpClient> maker;
  private @Nullable HttpClient client;
  private boolean closed;

  Connections(Supplier<HttpClient> maker) {
    this.maker = maker;
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
      client = maker.get();
    }
    return client;
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

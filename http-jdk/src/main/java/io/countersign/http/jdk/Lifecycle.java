package io.countersign.http.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.http.HttpClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The methods that end an {@link HttpClient}, which it has from Java 21 on. */
final class Lifecycle {
  private static final @Nullable MethodHandle CLOSE = find("close", void.class);
  private static final @Nullable MethodHandle SHUTDOWN = find("shutdown", void.class);
  private static final @Nullable MethodHandle SHUTDOWN_NOW = find("shutdownNow", void.class);
  private static final @Nullable MethodHandle AWAIT =
      find("awaitTermination", boolean.class, Duration.class);
  private static final @Nullable MethodHandle TERMINATED = find("isTerminated", boolean.class);

  private Lifecycle() {}

  private static @Nullable MethodHandle find(String name, Class<?> result, Class<?>... parameters) {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(HttpClient.class, name, MethodType.methodType(result, parameters));
    } catch (NoSuchMethodException | IllegalAccessException before21) {
      return null;
    }
  }

  static void close(HttpClient client) {
    call(CLOSE, client);
  }

  static void shutdown(HttpClient client) {
    call(SHUTDOWN, client);
  }

  static void shutdownNow(HttpClient client) {
    call(SHUTDOWN_NOW, client);
  }

  static boolean awaitTermination(HttpClient client, Duration duration)
      throws InterruptedException {
    try {
      return AWAIT != null && (boolean) AWAIT.invokeExact(client, duration);
    } catch (InterruptedException | RuntimeException | Error expected) {
      throw expected;
    } catch (Throwable undeclared) {
      throw new IllegalStateException(undeclared);
    }
  }

  static boolean isTerminated(HttpClient client) {
    try {
      return TERMINATED != null && (boolean) TERMINATED.invokeExact(client);
    } catch (RuntimeException | Error expected) {
      throw expected;
    } catch (Throwable undeclared) {
      throw new IllegalStateException(undeclared);
    }
  }

  private static void call(@Nullable MethodHandle method, HttpClient client) {
    if (method == null) {
      return;
    }
    try {
      method.invokeExact(client);
    } catch (RuntimeException | Error expected) {
      throw expected;
    } catch (Throwable undeclared) {
      throw new IllegalStateException(undeclared);
    }
  }
}

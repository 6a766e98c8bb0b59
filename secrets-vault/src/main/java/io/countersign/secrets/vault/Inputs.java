package io.countersign.secrets.vault;

import io.countersign.spi.AuthContext;
import io.countersign.spi.FileText;
import io.countersign.spi.Live;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a login is made from: its value is another one when a secret or a file of it has changed. So
 * it is after {@link #PAUSE} too, since what was refused may have been mended on the server; a
 * login once in that time locks no account.
 */
final class Inputs implements Live<Object> {
  /** Longer than the quarter of an hour in which servers count wrong logins. */
  static final Duration PAUSE = Duration.ofMinutes(20);

  private final AuthContext context;
  private final Live<?> secrets;
  private final List<Path> files;
  private final AtomicReference<Seen> last = new AtomicReference<>(new Seen(this, List.of(), 0));

  /** How they were; each is its own value. */
  private record Seen(@Nullable Object secrets, List<FileText> files, long sinceNanos) {
    boolean isStill(Seen now) {
      return secrets == now.secrets
          && files.equals(now.files)
          && now.sinceNanos - sinceNanos < PAUSE.toNanos();
    }

    @Override
    public String toString() {
      return "Seen";
    }
  }

  Inputs(AuthContext context, Live<?> secrets, List<Path> files) {
    this.context = context;
    this.secrets = secrets;
    this.files = List.copyOf(files);
  }

  /** Has the secrets read again in their own sources; what cannot be read stays as it is. */
  void readAgain(Deadline deadline) {
    readAgain(secrets, deadline);
  }

  private static <S> void readAgain(Live<S> secrets, Deadline deadline) {
    S now = secrets.now();
    if (now == null) {
      return;
    }
    try {
      Object unused =
          secrets
              .refused(now)
              .toCompletableFuture()
              .get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException asItWas) {
      return;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Object now() {
    Seen now =
        new Seen(secrets.now(), files.stream().map(FileText::of).toList(), context.nanoTime());
    return last.updateAndGet(before -> before.isStill(now) ? before : now);
  }

  @Override
  public CompletionStage<Object> get() {
    return CompletableFuture.completedFuture(now());
  }

  @Override
  public CompletionStage<Object> refused(Object value) {
    return get();
  }

  @Override
  public void used() {
    secrets.used();
  }

  @Override
  public String toString() {
    return "Inputs";
  }
}

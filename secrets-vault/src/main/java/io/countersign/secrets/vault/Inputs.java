package io.countersign.secrets.vault;

import io.countersign.spi.AuthContext;
import io.countersign.spi.FileText;
import io.countersign.spi.Live;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a login is made from: its value is another one when a secret or a file of it has changed,
 * and what was refused is sent again only then, since servers lock accounts. So it is {@link
 * #PAUSE} after the refusal too, as it may have been mended on the server: one login in that time
 * locks nobody out.
 */
final class Inputs implements Live<Object> {
  /** Longer than the quarter of an hour in which servers count wrong logins. */
  static final Duration PAUSE = Duration.ofMinutes(20);

  private final AuthContext context;
  private final Live<?> secrets;
  private final List<Path> files;
  private final AtomicReference<Seen> last = new AtomicReference<>(new Seen(this, List.of()));

  /** How they were; each is its own value. */
  private static final class Seen {
    private final @Nullable Object secrets;
    private final List<FileText> files;
    private volatile @Nullable Long refusedNanos;

    Seen(@Nullable Object secrets, List<FileText> files) {
      this.secrets = secrets;
      this.files = files;
    }

    boolean isStill(Seen now, long nanos) {
      Long refused = refusedNanos;
      return secrets == now.secrets
          && files.equals(now.files)
          && (refused == null || nanos - refused < PAUSE.toNanos());
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

  @Override
  public Object now() {
    Seen now = new Seen(secrets.now(), files.stream().map(FileText::of).toList());
    long nanos = context.nanoTime();
    return last.updateAndGet(before -> before.isStill(now, nanos) ? before : now);
  }

  /** Says that a login from what was seen last was refused; the pause counts from then. */
  void pause() {
    last.get().refusedNanos = context.nanoTime();
  }

  @Override
  public CompletionStage<Object> get() {
    return CompletableFuture.completedFuture(now());
  }

  /** Has the secrets read again in their own sources; what cannot be read stays as it is. */
  @Override
  public CompletionStage<Object> refused(Object value) {
    return readAgain(secrets).handle((read, failure) -> now());
  }

  private static <S> CompletionStage<?> readAgain(Live<S> secrets) {
    S now = secrets.now();
    return now == null ? CompletableFuture.completedFuture(null) : secrets.refused(now);
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

package io.countersign.spi;

import io.countersign.internal.Origin;
import io.countersign.internal.PathPrefix;
import java.net.URI;
import java.util.Optional;

/**
 * Some of the addresses of an API, as {@code /v2/links} or {@code https://*.acme.com/v2}: a path
 * and what is below it, on every origin or on one. Immutable; asking allocates nothing.
 *
 * <p>Paths are compared with regard to case and on whole segments. One that servers read in
 * different ways, with {@code ..} or an encoded slash in it, is below {@code /} alone.
 */
public final class AddressPrefix {
  /** Completes "must be …". */
  public static final String EXPECTED = "a path, as /v2, or an address, as https://api.acme.com/v2";

  private final Optional<Origin> origin;
  private final String path;

  private AddressPrefix(Optional<Origin> origin, String path) {
    this.origin = origin;
    this.path = path;
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static AddressPrefix parse(String word) {
    if (word.startsWith("/") && !word.startsWith("//")) {
      String path = word.replaceAll("/+$", "");
      if (PathPrefix.isPlain(path) && path.indexOf('?') < 0 && path.indexOf('#') < 0) {
        return new AddressPrefix(Optional.empty(), path);
      }
    }
    Origin origin = Origin.parse(word);
    if (origin == null) {
      throw new IllegalArgumentException("must be " + EXPECTED);
    }
    return new AddressPrefix(Optional.of(origin), origin.path());
  }

  /** Returns whether this address is one of them. */
  public boolean covers(URI address) {
    return origin.isPresent()
        ? origin.get().covers(address)
        : PathPrefix.covers(path, address.getRawPath());
  }

  /** Returns whether all those of another are among them. */
  public boolean covers(AddressPrefix other) {
    boolean there =
        origin.isEmpty()
            || (other.origin.isPresent() && origin.get().hasHostOf(other.origin.get()));
    return there && PathPrefix.covers(path, other.path);
  }

  @Override
  public String toString() {
    return origin.map(Origin::toString).orElse(path.isEmpty() ? "/" : path);
  }
}

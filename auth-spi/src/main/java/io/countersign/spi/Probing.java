package io.countersign.spi;

import io.countersign.Authenticator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;

/**
 * Can be tried before a request needs it: an authenticator whose credentials are obtained from
 * somebody, as a session or an access token, is this too.
 */
public interface Probing {

  /**
   * Obtains the credentials if there are none, and asks whoever can tell whether they are good.
   *
   * @return what was done, in a few words for people, as {@code logged in}; fails with an {@link
   *     io.countersign.AuthException} if they are not good
   */
  CompletionStage<String> probe();

  /**
   * Returns the token or session alone, obtaining it if there is none: for a program that takes it
   * from there.
   */
  CompletionStage<Obtained> obtain();

  /**
   * What was obtained. {@code toString} does not show it.
   *
   * @param left how long it is good still; empty if nobody knows
   */
  record Obtained(String value, Optional<Duration> left) {
    @Override
    public String toString() {
      return "Obtained";
    }
  }

  /**
   * Returns what came with the tokens or sessions of all of these, as {@link
   * Authenticator#attributes} does; where two have one of the same name, that of the first.
   */
  static CompletionStage<Map<String, String>> attributes(List<Authenticator> authenticators) {
    CompletionStage<Map<String, String>> all = CompletableFuture.completedFuture(Map.of());
    for (Authenticator each : authenticators) {
      all =
          all.thenCombine(
              each.attributes(),
              (before, more) -> {
                Map<String, String> both = new TreeMap<>(more);
                both.putAll(before);
                return both;
              });
    }
    return all;
  }

  /**
   * Returns the one TLS of these, as {@link Authenticator#tls} does; empty if none has any.
   *
   * @throws IllegalArgumentException if several have: one connection shows one certificate
   */
  static Optional<SSLContext> tls(List<Authenticator> authenticators) {
    List<SSLContext> all =
        authenticators.stream().flatMap(each -> each.tls().stream()).distinct().toList();
    if (all.size() > 1) {
      throw new IllegalArgumentException(
          "several of its parts have a client certificate, and one connection shows one;"
              + " make them authenticators of their own");
    }
    return all.stream().findFirst();
  }

  /** Returns how all of these are tried, one after the other; empty if none can be. */
  static Optional<Probing> all(List<Authenticator> authenticators) {
    List<Probing> all =
        authenticators.stream().flatMap(each -> each.probing().stream()).distinct().toList();
    return switch (all.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(all.get(0));
      default -> Optional.of(new AllProbing(all));
    };
  }
}

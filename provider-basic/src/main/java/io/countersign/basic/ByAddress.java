package io.countersign.basic;

import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.spi.AddressPrefix;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Need;
import io.countersign.spi.Probing;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;

/** Asks the authenticator that an API wants at the address of the request. */
final class ByAddress implements Authenticator {
  /** Which option is asked below a prefix. */
  record Way(AddressPrefix prefix, String option) {
    static Way parse(String word) {
      String[] parts = word.trim().split("\\s+", -1);
      if (parts.length != 2) {
        throw new IllegalArgumentException("not a prefix and an option");
      }
      return new Way(AddressPrefix.parse(parts[0]), parts[1]);
    }
  }

  private final AddressPrefix[] prefixes;
  private final Authenticator[] asked;
  private final List<Authenticator> all;
  private final Set<Need> needs;
  private final Optional<SSLContext> tls;

  private ByAddress(List<Way> ways, Map<String, Authenticator> options) {
    this.prefixes = ways.stream().map(Way::prefix).toArray(AddressPrefix[]::new);
    this.asked = ways.stream().map(way -> options.get(way.option)).toArray(Authenticator[]::new);
    this.all = List.copyOf(options.values());
    EnumSet<Need> needed = EnumSet.noneOf(Need.class);
    all.forEach(option -> needed.addAll(option.needs()));
    this.needs = Set.copyOf(needed);
    this.tls = Probing.tls(all);
  }

  /**
   * Returns the authenticator that takes the first way whose prefix the request is below.
   *
   * @throws IllegalArgumentException if a way leads nowhere or is never taken, or an option has
   *     none
   */
  static Authenticator of(List<Way> ways, Map<String, Authenticator> options) {
    Set<String> unused = new TreeSet<>(options.keySet());
    for (int i = 0; i < ways.size(); i++) {
      Way way = ways.get(i);
      if (!options.containsKey(way.option)) {
        throw new IllegalArgumentException(
            "by-url names " + way.option + ", and the options are " + String.join(", ", unused));
      }
      for (Way before : ways.subList(0, i)) {
        if (before.prefix.covers(way.prefix)) {
          throw new IllegalArgumentException(
              "by-url: "
                  + way.prefix
                  + " is never reached, for "
                  + before.prefix
                  + " stands before it; the first that fits is taken");
        }
      }
    }
    ways.forEach(way -> unused.remove(way.option));
    if (!unused.isEmpty()) {
      throw new IllegalArgumentException(
          "by-url names no way to " + String.join(", ", unused) + "; add one, or leave it out");
    }
    return new ByAddress(ways, options);
  }

  @Override
  public AuthStep authenticate(AuthRequest request) {
    URI address = request.uri();
    for (int i = 0; i < prefixes.length; i++) {
      if (prefixes[i].covers(address)) {
        return asked[i].authenticate(request);
      }
    }
    return new Await(
        CompletableFuture.failedFuture(
            new AuthException(
                AuthException.Category.REQUEST,
                "no entry of by-url is for "
                    + address.getHost()
                    + address.getRawPath()
                    + "; there are "
                    + List.of(prefixes)
                    + ". Add \"/ NAME\" as the last for all others")));
  }

  @Override
  public Set<Need> needs() {
    return needs;
  }

  @Override
  public CompletionStage<Map<String, String>> attributes() {
    return Probing.attributes(all);
  }

  /** That of the one option that has it, at every address: a client has one TLS. */
  @Override
  public Optional<SSLContext> tls() {
    return tls;
  }

  @Override
  public Optional<Probing> probing() {
    return Probing.all(all);
  }

  @Override
  public String toString() {
    return "ByAddress" + List.of(prefixes);
  }
}

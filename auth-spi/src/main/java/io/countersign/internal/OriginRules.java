package io.countersign.internal;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The origins that a block may send its credentials to: https only, loopback aside. Immutable.
 *
 * <p>An entry is scheme, host, port and a path, the last two optional. {@code *.} at the start of
 * the host stands for one or more labels, never for none. Hosts are compared without regard to
 * case, paths with it, and on whole segments.
 */
public final class OriginRules {
  static final String EXPECTED =
      "; expected is scheme and host, with a port and a path if need be, as https://api.acme.com,"
          + " https://*.acme.com or https://acme.com:8443/v1";
  private static final OriginRules ANY = new OriginRules(List.of());

  private final Origin[] origins;

  /** Set once. Without a barrier: a thread that does not see it yet only takes the longer way. */
  private @Nullable Asked first;

  /**
   * The first address that was covered. Most requests of a block go where the first one went: for
   * them three comparisons decide, however many origins there are.
   *
   * @param below the path of the origin that covers it
   */
  private record Asked(String scheme, String host, int port, String below) {
    boolean covers(URI address) {
      return port == address.getPort()
          && host.equals(address.getHost())
          && scheme.equals(address.getScheme())
          && PathPrefix.covers(below, address.getRawPath());
    }
  }

  private OriginRules(List<Origin> origins) {
    this.origins = origins.toArray(Origin[]::new);
  }

  /** Returns the rules that let every origin be asked, by https. */
  public static OriginRules any() {
    return ANY;
  }

  /**
   * Reads the entries; {@code any} alone is {@link #any()}.
   *
   * @throws IllegalArgumentException if one is malformed, or none is given; the message names the
   *     entry and what is expected, and hides what stands before an {@code @}
   */
  public static OriginRules parse(List<String> entries) {
    if (entries.equals(List.of("any"))) {
      return ANY;
    }
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("no origin is listed" + EXPECTED);
    }
    List<Origin> origins = new ArrayList<>();
    for (String entry : entries) {
      origins.add(parse(entry));
    }
    return new OriginRules(origins);
  }

  private static Origin parse(String entry) {
    int at = entry.lastIndexOf('@');
    if (at >= 0) {
      throw new IllegalArgumentException(
          "…" + entry.substring(at) + " holds a user; leave out what stands before the @");
    }
    if (entry.equals("any")) {
      throw new IllegalArgumentException("any stands among other origins; it stands alone");
    }
    Origin origin = Origin.parse(entry);
    if (origin == null) {
      throw new IllegalArgumentException(entry + " is not an origin" + EXPECTED);
    }
    if (!origin.scheme().equals("https") && !Loopback.is(origin.host())) {
      throw new IllegalArgumentException(
          entry + " is http, which is for this machine only (localhost, 127.0.0.1); write https");
    }
    return origin;
  }

  /**
   * Returns whether credentials may go to this address; allocates nothing, the first time aside.
   */
  public boolean covers(URI address) {
    if (address.getRawUserInfo() != null) {
      return false;
    }
    Asked known = first;
    return (known != null && known.covers(address)) || search(address);
  }

  private boolean search(URI address) {
    String scheme = Origin.schemeOf(address.getScheme());
    String host = address.getHost();
    if (scheme == null || host == null || !isSecure(scheme, host)) {
      return false;
    }
    String below = origins.length == 0 ? "" : pathOfOrigin(scheme, host, address);
    if (below == null) {
      return false;
    }
    if (first == null) {
      first = new Asked(address.getScheme(), host, address.getPort(), below);
    }
    return true;
  }

  /** Returns the path of the origin that covers the address, or null. */
  private @Nullable String pathOfOrigin(String scheme, String host, URI address) {
    int port = Origin.portOf(address);
    String path = address.getRawPath();
    for (Origin origin : origins) {
      if (origin.covers(scheme, host, port, path)) {
        return origin.path();
      }
    }
    return null;
  }

  /** Returns why {@link #covers} says no, and what to do; shows no user, path or query. */
  String refusal(URI address) {
    String asked = "the request to " + Origin.of(address);
    if (address.getRawUserInfo() != null) {
      return asked + " has a user in its address; leave out what stands before the @";
    }
    String scheme = Origin.schemeOf(address.getScheme());
    if (scheme == null || address.getHost() == null || !isSecure(scheme, address.getHost())) {
      return asked
          + " would not be encrypted; http is for this machine only (localhost, 127.0.0.1), ask"
          + " by https";
    }
    return asked
        + " is outside of its origins, "
        + List.of(origins).stream().map(Origin::toString).collect(Collectors.joining(", "))
        + "; add it to origins if it may have these credentials";
  }

  private static boolean isSecure(String scheme, String host) {
    return scheme.equals("https") || Loopback.is(host);
  }

  @Override
  public String toString() {
    return origins.length == 0 ? "any" : List.of(origins).toString();
  }
}

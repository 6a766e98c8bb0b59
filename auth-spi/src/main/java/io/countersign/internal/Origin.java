package io.countersign.internal;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One place that may be asked: scheme, host, port, and the path that requests stay below.
 *
 * @param anyLabel whether one or more labels stand before the host, as in {@code *.acme.com}
 * @param path without the slash at its end; empty for all paths
 */
public record Origin(String scheme, boolean anyLabel, String host, int port, String path) {
  private static final Pattern WRITTEN =
      Pattern.compile(
          "(?i)(https?)://(\\*\\.)?([a-z0-9._-]+|\\[[0-9a-f:.]+])(?::([0-9]{1,5}))?(/[^?#]*)?");

  /** Reads one entry; null if it is none. */
  public static @Nullable Origin parse(String entry) {
    Matcher parts = WRITTEN.matcher(entry);
    if (!parts.matches()) {
      return null;
    }
    String scheme = schemeOf(parts.group(1));
    boolean anyLabel = parts.group(2) != null;
    String host = parts.group(3).toLowerCase(Locale.ROOT);
    String path = parts.group(5) == null ? "" : parts.group(5).replaceAll("/+$", "");
    int port = parts.group(4) == null ? defaultPort(scheme) : Integer.parseInt(parts.group(4));
    if (scheme == null
        || port < 1
        || port > 65_535
        || !isHost(host, anyLabel)
        || !PathPrefix.isPlain(path)) {
      return null;
    }
    return new Origin(scheme, anyLabel, host, port, path);
  }

  private static boolean isHost(String host, boolean anyLabel) {
    try {
      URI whole = URI.create("https://" + host);
      if (whole.getHost() == null) {
        return false;
      }
    } catch (IllegalArgumentException malformed) {
      return false;
    }
    // *.com would be half of the world.
    return !anyLabel
        || host.equals("localhost")
        || (host.indexOf('.') > 0 && Character.isLetter(host.charAt(host.length() - 1)));
  }

  /** Returns whether this address is here; allocates nothing. */
  public boolean covers(URI address) {
    String askedScheme = schemeOf(address.getScheme());
    return askedScheme != null
        && address.getHost() != null
        && covers(askedScheme, address.getHost(), portOf(address), address.getRawPath());
  }

  /** Returns whether scheme, host and port are written as those of the other. */
  public boolean hasHostOf(Origin other) {
    return scheme.equals(other.scheme)
        && anyLabel == other.anyLabel
        && host.equals(other.host)
        && port == other.port;
  }

  /**
   * Returns whether an address of these parts is here; allocates nothing.
   *
   * @param askedScheme as {@link #schemeOf} spells it
   */
  boolean covers(String askedScheme, String askedHost, int askedPort, String askedPath) {
    return port == askedPort
        && scheme.equals(askedScheme)
        && coversHost(askedHost)
        && PathPrefix.covers(path, askedPath);
  }

  private boolean coversHost(String asked) {
    if (!anyLabel) {
      return host.equalsIgnoreCase(asked);
    }
    int before = asked.length() - host.length();
    return before > 1
        && asked.charAt(before - 1) == '.'
        && asked.charAt(0) != '.'
        && asked.regionMatches(true, before, host, 0, host.length());
  }

  /** Returns whether two addresses have one scheme, host and port. */
  public static boolean same(URI one, URI other) {
    return one.getScheme().equalsIgnoreCase(other.getScheme())
        && one.getHost() != null
        && one.getHost().equalsIgnoreCase(other.getHost())
        && portOf(one) == portOf(other);
  }

  /** Returns scheme, host and port of an address: no user, path or query. */
  public static String of(URI address) {
    String host = address.getHost() == null ? "(a host that is malformed)" : address.getHost();
    return address.getScheme()
        + "://"
        + host
        + (address.getPort() < 0 ? "" : ":" + address.getPort());
  }

  /** Returns its scheme as {@code https} or {@code http}, always these objects; else null. */
  static @Nullable String schemeOf(@Nullable String scheme) {
    if ("https".equals(scheme) || "https".equalsIgnoreCase(scheme)) {
      return "https";
    }
    return "http".equalsIgnoreCase(scheme) ? "http" : null;
  }

  /** Returns the port that is asked, also where the address leaves it out. */
  static int portOf(URI address) {
    return address.getPort() < 0 ? defaultPort(schemeOf(address.getScheme())) : address.getPort();
  }

  private static int defaultPort(@Nullable String scheme) {
    return "https".equals(scheme) ? 443 : 80;
  }

  @Override
  public String toString() {
    return scheme
        + "://"
        + (anyLabel ? "*." : "")
        + host
        + (port == defaultPort(scheme) ? "" : ":" + port)
        + path;
  }
}

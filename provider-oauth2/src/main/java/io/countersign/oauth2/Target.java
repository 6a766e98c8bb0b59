package io.countersign.oauth2;

import java.net.URI;
import java.util.Locale;

/**
 * What a request is for, in one spelling (RFC 3986 §6.2.2.1, §6.2.3), as servers read it: scheme
 * and host in small letters, no port that goes without saying, and a path.
 *
 * @param origin scheme, host and port
 * @param path without query and fragment, else as it is sent
 */
record Target(String origin, String path) {

  static Target of(URI address) {
    URI ascii = isAscii(address.toString()) ? address : URI.create(address.toASCIIString());
    String scheme = String.valueOf(ascii.getScheme()).toLowerCase(Locale.ROOT);
    String host = ascii.getHost() == null ? ascii.getRawAuthority() : ascii.getHost();
    String origin = scheme + "://" + String.valueOf(host).toLowerCase(Locale.ROOT);
    int port = ascii.getPort();
    boolean usual = port < 0 || port == (scheme.equals("https") ? 443 : 80);
    String path = ascii.getRawPath();
    return new Target(
        usual ? origin : origin + ":" + port, path == null || path.isEmpty() ? "/" : path);
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }
}

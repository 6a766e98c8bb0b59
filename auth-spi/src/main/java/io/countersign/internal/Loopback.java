package io.countersign.internal;

import org.jspecify.annotations.Nullable;

/** Whether a host is this machine, by its text alone: nothing that DNS answers. */
public final class Loopback {
  private Loopback() {}

  /** Returns true for 127.0.0.0/8, {@code [::1]}, localhost and *.localhost; allocates nothing. */
  public static boolean is(@Nullable String host) {
    if (host == null) {
      return false;
    }
    return host.equalsIgnoreCase("localhost")
        || host.regionMatches(true, host.length() - 10, ".localhost", 0, 10)
        || host.equals("[::1]")
        || (host.startsWith("127.") && isDottedQuad(host));
  }

  private static boolean isDottedQuad(String host) {
    int dots = 0;
    int digits = 0;
    int number = 0;
    for (int i = 0; i < host.length(); i++) {
      char at = host.charAt(i);
      if (at == '.' && digits > 0) {
        dots++;
        digits = 0;
        number = 0;
      } else if (at >= '0' && at <= '9' && (digits == 0 || number > 0)) {
        // A leading zero would be octal to some.
        digits++;
        number = number * 10 + at - '0';
        if (number > 255) {
          return false;
        }
      } else {
        return false;
      }
    }
    return dots == 3 && digits > 0;
  }
}

package io.countersign.internal;

import io.countersign.spi.SecretRef;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of a tenant; may be printed. */
record TenantName(String name) {
  private static final Pattern CHARACTERS = Pattern.compile("[A-Za-z0-9_-]*");
  private static final int LONGEST = 64;

  /**
   * Takes a name from outside, which may be anything.
   *
   * @throws IllegalArgumentException if it is none; the message says why, and does not show it
   */
  TenantName {
    Matcher fit = CHARACTERS.matcher(name);
    boolean whole = fit.lookingAt() && fit.end() == name.length();
    if (!whole || name.isEmpty() || name.length() > LONGEST) {
      throw new IllegalArgumentException(
          "this is no name of a tenant: those are of the form [A-Za-z0-9_-]{1,64}, and this one "
              + (name.isEmpty()
                  ? "is empty"
                  : !whole
                      ? "has something else at character " + (fit.end() + 1)
                      : "has " + name.length() + " characters"));
    }
  }

  /** Returns what something of the house is called where it is this tenant's. */
  String ownerOf(String thing) {
    return ownerOf(thing, name);
  }

  static String ownerOf(String thing, String tenant) {
    return thing + " of tenant " + tenant;
  }

  /** Returns under which key a tenant has what the configuration refers to by this one. */
  SecretRef.Key keyFor(SecretRef.Key written) {
    return written.of(name);
  }
}

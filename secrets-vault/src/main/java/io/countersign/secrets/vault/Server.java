package io.countersign.secrets.vault;

import io.countersign.spi.Wire;
import java.net.URI;
import java.util.Optional;

/** The server that is asked, and the namespace there. May be printed. */
record Server(URI address, Optional<String> namespace) {

  /**
   * Checks the address.
   *
   * @param setting what says it
   * @throws IllegalArgumentException if calls there would not be protected, or it is none
   */
  static Server of(URI written, String setting, Optional<String> namespace) {
    if (written.getRawQuery() != null || written.getRawFragment() != null) {
      throw new IllegalArgumentException(setting + " ends with its path: leave out ? and #");
    }
    if (String.valueOf(written.getRawAuthority()).contains("@")) {
      throw new IllegalArgumentException(setting + " names a user: leave out what is before the @");
    }
    if (!isProtected(written)) {
      throw new IllegalArgumentException(
          setting + " is to be https: http is for this machine only (localhost, 127.0.0.1)");
    }
    if (written.getHost() == null) {
      throw new IllegalArgumentException(setting + " has no host, or one that is malformed");
    }
    return new Server(
        URI.create(written.toString().replaceAll("/+$", "")),
        namespace.map(name -> name.replaceAll("^/+|/+$", "")).filter(name -> !name.isEmpty()));
  }

  /** Returns whether what is sent there by HTTP can be read by nobody on the way. */
  static boolean isProtected(URI address) {
    return String.valueOf(address.getScheme()).matches("(?i)https?") && Wire.isProtected(address);
  }

  /**
   * Returns the address of a path of its API.
   *
   * @param path percent-encoded, with its query if it has one
   */
  URI at(String path) {
    return URI.create(address + "/v1/" + path);
  }

  @Override
  public String toString() {
    return address + namespace.map(name -> " ns=" + name).orElse("");
  }
}

package io.countersign.spi;

import java.net.URI;
import java.util.List;
import java.util.Map;

/** A request as it is about to go out. Immutable. */
public interface AuthRequest {

  /** Returns the method, as {@code GET}. */
  String method();

  /** Returns the absolute address, with its query as it will be sent. */
  URI uri();

  /** Returns the headers that are known so far; names are found in any case. */
  Map<String, List<String>> headers();

  /** Returns the body, as far as it was read. */
  Body body();

  /**
   * Returns this request as it will go out with these credentials on it: what a signer, or the next
   * part of a composite, must see. A body that is {@linkplain Body.Unread unread} stays as it is:
   * what goes into it is put there once it was read, which {@link AuthExchange} sees to.
   *
   * @throws io.countersign.AuthException if a name is there already, or the body cannot take it
   */
  AuthRequest with(Credentials placed);

  /** Returns a request of these parts, on which a name that is there already is an error. */
  static AuthRequest of(String method, URI uri, Map<String, List<String>> headers, Body body) {
    return of(method, uri, headers, body, false);
  }

  /**
   * Returns a request of these parts.
   *
   * @param headers copied; names that differ in case alone are one
   * @param replace whether what is there already gives way to what {@link #with} places
   */
  static AuthRequest of(
      String method, URI uri, Map<String, List<String>> headers, Body body, boolean replace) {
    return new PlainRequest(method, uri, headers, body, replace);
  }
}

package io.countersign.spi;

/** The part of a request that a placement goes to. */
public enum Place {
  /** A header field. */
  HEADER,
  /** A parameter of the query, percent-encoded as UTF-8. */
  QUERY,
  /** A cookie, beside those that the request has. */
  COOKIE,
  /** A field of an {@code application/x-www-form-urlencoded} body. */
  FORM,
  /** A string at a JSON pointer (RFC 6901) of an {@code application/json} body. */
  JSON,
  /** A number, a boolean, null or an array at a JSON pointer, spelled as in JSON. */
  JSON_LITERAL
}

package io.countersign.spi;

/**
 * One value and where it goes. Its {@code toString} names the place only.
 *
 * @param name of the header, parameter, cookie or field; for JSON the pointer
 */
public record Placement(Place place, String name, String value) {

  /**
   * Checks that the place can carry it.
   *
   * @throws io.countersign.AuthException if it cannot: a control character, a non-ASCII header
   *     value, a cookie value outside RFC 6265 §4.1.1, a malformed name or pointer; the message
   *     names the place and never the value
   */
  public Placement {
    PlacementCheck.check(place, name, value);
  }

  /**
   * Returns whether the two cannot both go on one request: they want the same place, one wants what
   * the other is a part of, or they want bodies of different types.
   */
  boolean clashesWith(Placement other) {
    if (isJson() && other.isJson()) {
      return (name + "/").startsWith(other.name + "/") || (other.name + "/").startsWith(name + "/");
    }
    if (place != other.place) {
      return isWholeOf(other)
          || other.isWholeOf(this)
          || (place == Place.FORM && other.isJson())
          || (isJson() && other.place == Place.FORM);
    }
    return place == Place.HEADER ? name.equalsIgnoreCase(other.name) : name.equals(other.name);
  }

  private boolean isJson() {
    return place == Place.JSON || place == Place.JSON_LITERAL;
  }

  private boolean isWholeOf(Placement other) {
    return place == Place.HEADER && other.place == Place.COOKIE && name.equalsIgnoreCase("Cookie");
  }

  /** Returns where it goes, as {@code header X-Api-Key}. */
  public String where() {
    return PlacementCheck.where(place, name);
  }

  @Override
  public String toString() {
    return where();
  }
}

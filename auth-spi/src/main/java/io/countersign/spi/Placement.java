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

  /** Returns whether the two go to the same place of a request. */
  boolean clashesWith(Placement other) {
    boolean json = place == Place.JSON || place == Place.JSON_LITERAL;
    boolean otherJson = other.place == Place.JSON || other.place == Place.JSON_LITERAL;
    if (json != otherJson || (!json && place != other.place)) {
      return false;
    }
    return place == Place.HEADER ? name.equalsIgnoreCase(other.name) : name.equals(other.name);
  }

  /** Returns where it goes, as {@code header X-Api-Key}. */
  public String where() {
    String word =
        place == Place.JSON_LITERAL ? "json" : place.name().toLowerCase(java.util.Locale.ROOT);
    return word + " " + name;
  }

  @Override
  public String toString() {
    return where();
  }
}

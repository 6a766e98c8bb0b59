package io.countersign.spi;

/** What each place can carry. */
final class PlacementCheck {
  private PlacementCheck() {}

  static void check(Place place, String name, String value) {
    checkName(place, name);
    if (value.isEmpty() && place == Place.JSON_LITERAL) {
      throw new IllegalArgumentException(name);
    }
  }

  static void checkName(Place place, String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException(place + " needs a name");
    }
  }
}

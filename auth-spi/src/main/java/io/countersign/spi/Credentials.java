package io.countersign.spi;

import io.countersign.AuthException;
import io.countersign.internal.Placer;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes where on a request: any number of placements, immutable and shareable.
 *
 * <p>Escaping is the place's job: give values as they are. {@code toString} names places only.
 */
public final class Credentials {
  private static final Credentials NONE = new Credentials(List.of());

  private final List<Placement> placements;

  private Credentials(List<Placement> placements) {
    this.placements = placements;
  }

  /** Returns the credentials that leave the request as it is. */
  public static Credentials none() {
    return NONE;
  }

  /** Returns one header field. */
  public static Credentials header(String name, String value) {
    return of(Place.HEADER, name, value);
  }

  /** Returns one parameter of the query. */
  public static Credentials query(String name, String value) {
    return of(Place.QUERY, name, value);
  }

  /** Returns one cookie. */
  public static Credentials cookie(String name, String value) {
    return of(Place.COOKIE, name, value);
  }

  /** Returns one form field. */
  public static Credentials form(String name, String value) {
    return of(Place.FORM, name, value);
  }

  /** Returns one string in a JSON body; the pointer is that of RFC 6901. */
  public static Credentials json(String pointer, String value) {
    return of(Place.JSON, pointer, value);
  }

  /**
   * Returns one placement.
   *
   * @throws AuthException if the place cannot carry the value; nothing has been sent
   */
  public static Credentials of(Place place, String name, String value) {
    return new Credentials(List.of(new Placement(place, name, value)));
  }

  /**
   * Returns these and the others.
   *
   * @throws AuthException if one request cannot carry both: they want the same place, or one body
   *     would be a form and JSON
   */
  public Credentials and(Credentials others) {
    if (placements.isEmpty()) {
      return others;
    }
    List<Placement> all = new ArrayList<>(placements);
    for (Placement other : others.placements) {
      for (Placement mine : placements) {
        if (mine.clashesWith(other)) {
          throw new AuthException(
              AuthException.Category.REQUEST,
              mine.where()
                  + " and "
                  + other.where()
                  + " cannot both go on one request; nothing was sent");
        }
      }
      all.add(other);
    }
    return new Credentials(List.copyOf(all));
  }

  /** Returns the placements, in the order in which they were given. */
  public List<Placement> placements() {
    return placements;
  }

  /** Returns whether one of them goes into the body, which must be in hand for that. */
  boolean needsBody() {
    for (Placement placement : placements) {
      if (Placer.inBody(placement.place())) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return "Credentials" + placements;
  }
}

package io.countersign.spi;

/**
 * One look that was really taken.
 *
 * @param outcome in two or three words, as {@code not set} or {@code no such key}
 * @param name what was asked for, spelled as in the source, as {@code CRM_CLIENT_SECRET}
 * @param place what it was looked for in, as a file; empty where the name says it all
 */
public record Attempt(String outcome, String name, String place) {

  /** Returns the name and the place, as {@code crm.client-secret in secrets.toml}. */
  public String where() {
    return place.isEmpty() ? name : name + " in " + place;
  }
}

package io.countersign.oauth2;

import java.util.Optional;

/** Whose tokens make an exchange: the subject, and who acts for it. {@code toString} shows none. */
record Parties(String subject, Optional<String> actor) {
  @Override
  public String toString() {
    return "Parties";
  }
}

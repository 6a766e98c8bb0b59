package io.countersign.secrets.vault;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to the server.
 *
 * @param path of the API without {@code /v1/}, not encoded
 * @param shown the path as it may be printed
 * @param query encoded; empty for none
 * @param token empty for none
 * @param body what is posted; null for a GET
 */
record Call(
    String path, String shown, String query, String token, @Nullable Map<String, String> body) {

  static Call get(String path, String query, Token token) {
    return new Call(path, path, query, token.value(), null);
  }

  static Call post(String path, String token, Map<String, String> body) {
    return new Call(path, path, "", token, body);
  }

  /** Returns one that carries no token, and whose path is printed as this. */
  static Call login(String path, String shown, Map<String, String> body) {
    return new Call(path, shown, "", "", body);
  }

  /** Returns its address below {@code /v1/}. */
  String target() {
    return Names.encoded(path) + (query.isEmpty() ? "" : "?" + query);
  }

  @Override
  public String toString() {
    return "Call[" + shown + "]";
  }
}

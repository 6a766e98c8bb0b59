package io.countersign.secrets.vault;

import java.util.Optional;

/**
 * One secret of a KV engine, with all its fields. May be printed.
 *
 * @param path below the mount, with its prefix
 * @param version which one; empty for the newest
 */
record KvPath(Mount mount, String path, Optional<Integer> version) {

  /** Returns the path of the API that a policy must name, not encoded. */
  String data() {
    return mount.version() == 1 ? mount.name() + "/" + path : below("data");
  }

  /** Returns the call that reads it. */
  Call read(Token token) {
    return call(data(), token);
  }

  /** Returns the call that reads its names without their values; for version 2 alone. */
  Call names(Token token) {
    return call(below("subkeys"), token);
  }

  private String below(String part) {
    return mount.name() + "/" + part + "/" + path;
  }

  private Call call(String api, Token token) {
    return Call.get(api, version.map(number -> "version=" + number).orElse(""), token);
  }

  /** Returns it as the command {@code vault kv} takes it. */
  String word() {
    return Names.quoted(mount.name() + "/" + path);
  }

  @Override
  public String toString() {
    return data() + version.map(number -> "?version=" + number).orElse("");
  }
}

package io.countersign.secrets.vault;

import io.countersign.spi.SecretPlace;
import java.util.Optional;

/** A field of one secret: what a reference means. May be printed. */
record KvField(KvPath path, String name) {

  /** Returns it with the command that sets it. */
  SecretPlace place(Optional<String> namespace) {
    String verb = path.mount().version() == 1 ? "put" : "patch";
    return new SecretPlace(
        toString(),
        "vault kv "
            + verb
            + namespace.map(in -> " -namespace=" + Names.quoted(in)).orElse("")
            + " "
            + path.word()
            + " "
            + Names.quoted(name)
            + "=…");
  }

  @Override
  public String toString() {
    return path + "#" + name;
  }
}

package io.countersign.basic;

import io.countersign.AuthException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/** How the octets of a key are written. */
enum KeyEncoding {
  TEXT {
    @Override
    byte[] decoded(String written) {
      return written.getBytes(StandardCharsets.UTF_8);
    }
  },
  /** Of either alphabet, with or without the signs at its end. */
  BASE64 {
    @Override
    byte[] decoded(String written) {
      return Base64.getDecoder().decode(written.replace('-', '+').replace('_', '/'));
    }
  },
  HEX {
    @Override
    byte[] decoded(String written) {
      return HexFormat.of().parseHex(written);
    }
  };

  static KeyEncoding of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  abstract byte[] decoded(String written);

  /**
   * Returns the octets of a key.
   *
   * @throws AuthException if it is not written so, or if there are none
   */
  byte[] octets(String written) {
    byte[] octets;
    try {
      octets = decoded(written);
    } catch (IllegalArgumentException otherwise) {
      // Its message shows what it could not read.
      String word = name().toLowerCase(Locale.ROOT);
      throw refusal(
          "key is not "
              + word
              + ", as key-encoding = "
              + word
              + " says; write the key so, or say"
              + " how it is written");
    }
    if (octets.length == 0) {
      throw refusal("key is empty, and anybody can sign with that");
    }
    return octets;
  }

  private static AuthException refusal(String what) {
    return new AuthException(AuthException.Category.REQUEST, what + "; nothing was sent");
  }
}

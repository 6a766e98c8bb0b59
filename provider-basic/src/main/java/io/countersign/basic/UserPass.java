package io.countersign.basic;

import io.countersign.AuthException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.Base64;

/** The {@code user-pass} of RFC 7617 §2 in one charset; refuses what it cannot say. */
record UserPass(Charset charset) {

  /** Returns it in Base64. */
  String encoded(String username, String password) {
    int colon = username.indexOf(':');
    if (colon >= 0) {
      throw refusal("username", "a colon", colon, "the server would take the rest as password");
    }
    check("username", username);
    check("password", password);
    byte[] octets = (username + ":" + password).getBytes(charset);
    return Base64.getEncoder().encodeToString(octets);
  }

  private void check(String setting, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) == 0x7F) {
        throw refusal(setting, "a control character", i, "take it out of the secret");
      }
    }
    CharsetEncoder encoder = charset.newEncoder();
    CharBuffer rest = CharBuffer.wrap(text);
    ByteBuffer octets = ByteBuffer.allocate((int) (text.length() * encoder.maxBytesPerChar()) + 8);
    if (!encoder.encode(rest, octets, true).isUnderflow()) {
      throw refusal(
          setting,
          "a character that " + charset.name() + " does not have",
          rest.position(),
          "see the setting charset");
    }
  }

  private static AuthException refusal(String setting, String what, int index, String sequel) {
    return new AuthException(
        AuthException.Category.REQUEST,
        setting
            + " has "
            + what
            + " at position "
            + (index + 1)
            + ", which http-basic cannot carry; "
            + sequel
            + "; nothing was sent");
  }
}

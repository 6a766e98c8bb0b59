package io.countersign.testkit.probe;

import java.nio.charset.Charset;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The answer to one challenge, for one request (RFC 7616 §3.4). */
final class DigestAnswer {
  private final DigestChallenge challenge;
  private final String user;
  private final String password;

  DigestAnswer(DigestChallenge challenge, String user, String password) {
    this.challenge = challenge;
    this.user = user;
    this.password = password;
  }

  /**
   * Returns the value of {@code Authorization}.
   *
   * @param target path and query as they are sent
   * @param count how often this nonce has been used, this time included
   */
  String header(String method, String target, int count, String cnonce) {
    String nc = String.format(Locale.ROOT, "%08x", count);
    String userHash = hash(user + ":" + challenge.realm() + ":" + password, challenge.charset());
    String requestHash = hash(method + ":" + target, challenge.charset());
    String middle = challenge.nonce() + (challenge.qop() ? ":" + nc + ":" + cnonce + ":auth" : "");
    String response = hash(userHash + ":" + middle + ":" + requestHash, challenge.charset());

    StringBuilder header = new StringBuilder("Digest username=").append(quoted(user));
    header.append(", realm=").append(quoted(challenge.realm()));
    header.append(", nonce=").append(quoted(challenge.nonce()));
    header.append(", uri=").append(quoted(target));
    header.append(", response=").append(quoted(response));
    challenge.algorithm().ifPresent(name -> header.append(", algorithm=").append(name));
    challenge.opaque().ifPresent(text -> header.append(", opaque=").append(quoted(text)));
    if (challenge.qop()) {
      header.append(", qop=auth, nc=").append(nc).append(", cnonce=").append(quoted(cnonce));
    }
    return header.toString();
  }

  private String hash(String text, Charset charset) {
    try {
      byte[] digest = MessageDigest.getInstance(challenge.hash()).digest(text.getBytes(charset));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("this Java has no " + challenge.hash(), missing);
    }
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}

package io.countersign.testkit.probe;

import io.countersign.spi.Challenge;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a server asks for (RFC 7616 §3.3), as far as it can be answered here.
 *
 * @param algorithm as the server wrote it; empty where it wrote none, which means MD5
 * @param qop whether the answer is of quality {@code auth}; else it is that of RFC 2069
 * @param charset of user and password in the hash
 */
record DigestChallenge(
    String realm,
    String nonce,
    Optional<String> opaque,
    Optional<String> algorithm,
    boolean qop,
    boolean stale,
    Charset charset) {

  private static final List<String> HASHES = List.of("MD5", "SHA-256");

  /** Returns the first that can be answered: the server names the one it likes best first. */
  static Optional<DigestChallenge> firstOf(List<Challenge> challenges) {
    return challenges.stream()
        .filter(DigestChallenge::answerable)
        .findFirst()
        .map(DigestChallenge::of);
  }

  private static boolean answerable(Challenge challenge) {
    String qop = challenge.parameter("qop").orElse("");
    return challenge.is("Digest")
        && challenge.parameter("realm").isPresent()
        && challenge.parameter("nonce").isPresent()
        && HASHES.contains(hashOf(challenge.parameter("algorithm")))
        && (qop.isBlank() || offersAuth(qop));
  }

  private static DigestChallenge of(Challenge challenge) {
    return new DigestChallenge(
        challenge.parameter("realm").orElseThrow(),
        challenge.parameter("nonce").orElseThrow(),
        challenge.parameter("opaque"),
        challenge.parameter("algorithm"),
        offersAuth(challenge.parameter("qop").orElse("")),
        challenge.parameter("stale").filter("true"::equalsIgnoreCase).isPresent(),
        challenge.parameter("charset").filter("UTF-8"::equalsIgnoreCase).isPresent()
            ? StandardCharsets.UTF_8
            : StandardCharsets.ISO_8859_1);
  }

  private static boolean offersAuth(String qop) {
    return Arrays.stream(qop.split(",", -1)).map(String::trim).anyMatch("auth"::equalsIgnoreCase);
  }

  private static String hashOf(Optional<String> algorithm) {
    return algorithm.orElse("MD5").toUpperCase(Locale.ROOT);
  }

  /** Returns the name of the hash, as {@link java.security.MessageDigest} knows it. */
  String hash() {
    return hashOf(algorithm);
  }

  /** Returns the same with the nonce that the server wants next (RFC 7616 §3.5). */
  DigestChallenge withNonce(String next) {
    return new DigestChallenge(realm, next, opaque, algorithm, qop, false, charset);
  }
}

package io.countersign.spi;

import java.util.List;

/** The grammar of RFC 9110 §11.6.1. */
final class ChallengeParser {
  private ChallengeParser() {}

  static List<Challenge> parse(List<String> lines) {
    return List.of();
  }
}

package io.countersign.jwt;

/** A claim that is filled in when a token is minted (RFC 7519 §4.1). */
enum Stamp {
  EXP("exp"),
  IAT("iat"),
  NBF("nbf"),
  JTI("jti");

  private final String claim;

  Stamp(String claim) {
    this.claim = claim;
  }

  String claim() {
    return claim;
  }

  static Stamp of(String claim) {
    for (Stamp stamp : values()) {
      if (stamp.claim.equals(claim)) {
        return stamp;
      }
    }
    throw new IllegalArgumentException(claim);
  }
}

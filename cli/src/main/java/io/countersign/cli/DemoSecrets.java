package io.countersign.cli;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

/** The secrets of one demo, new each time; knows where each of them is kept. */
record DemoSecrets(
    String billing,
    String orders,
    String metrics,
    String metricsApplication,
    String maps,
    String wiki,
    String search,
    String portal,
    String jobs,
    String crm) {

  private static final SecureRandom RANDOM = new SecureRandom();

  static DemoSecrets random() {
    return new DemoSecrets(one(), one(), one(), one(), one(), one(), one(), one(), one(), one());
  }

  /** Returns a new one. */
  static String one() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  Map<String, String> environment() {
    return Map.of("BILLING_PASSWORD", billing, "CRM_CLIENT_SECRET", crm);
  }

  String toml() {
    return "[orders]\ntoken = \""
        + orders
        + "\"\n\n[metrics]\nkey = \""
        + metrics
        + "\"\napp-key = \""
        + metricsApplication
        + "\"\n\n[wiki]\nkey = \""
        + wiki
        + "\"\n\n[portal]\npassword = \""
        + portal
        + "\"\n\n[jobs]\nsigning-key = \""
        + jobs
        + "\"\n";
  }

  /** Returns the content of the mounted folder, by file name. */
  Map<String, String> files() {
    return Map.of("maps.key", maps, "search.key", search);
  }

  @Override
  public String toString() {
    return "DemoSecrets";
  }
}

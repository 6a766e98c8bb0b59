package io.countersign.secrets.vault;

import io.countersign.spi.ReplyData;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the errors of a refused login mean. They are known by a few words, and never shown. */
final class Refusals {
  private static final Map<String, String> KNOWN = new LinkedHashMap<>();

  static {
    KNOWN.put("invalid role or secret ID", "role-id or secret-id is wrong, or used up");
    KNOWN.put("invalid role ID", "role-id is wrong");
    KNOWN.put("invalid secret id", "secret-id is wrong, expired or used up");
    KNOWN.put("source address", "this machine is not among those that may use it");
    KNOWN.put("invalid username or password", "username or password is wrong, or locked");
    KNOWN.put("wrapping token", "the wrapped secret-id was unwrapped before, or has expired");
    KNOWN.put("audience", "the JWT is for another audience than the role asks for");
    KNOWN.put("(iss)", "the JWT is of another issuer than the role trusts");
    KNOWN.put("issuer", "the JWT is of another issuer than the role trusts");
    KNOWN.put("expired", "the JWT has expired, or a clock is wrong");
    KNOWN.put("not before", "the JWT is not valid yet, or a clock is wrong");
    KNOWN.put("not valid yet", "the JWT is not valid yet, or a clock is wrong");
    KNOWN.put("signature", "the JWT is not signed by a key that the role trusts");
    KNOWN.put("service account", "the role is for another service account");
    KNOWN.put("namespace not authorized", "the role is for another namespace of Kubernetes");
    KNOWN.put("claim", "the role asks for other claims in the JWT");
    KNOWN.put("role", "there is no such role, or it is for others");
    KNOWN.put("certificate", "the server knows no role for our certificate");
    KNOWN.put(
        "permission denied",
        "it may not log in, is locked for now, or the method is not enabled there (see auth.mount)");
    KNOWN.put("tls connection required", "a login by certificate needs https");
  }

  private Refusals() {}

  /** Returns it in our words. */
  static String of(ReplyData reply) {
    for (Map.Entry<String, String> known : KNOWN.entrySet()) {
      if (Statuses.says(reply, known.getKey())) {
        return known.getValue();
      }
    }
    return "what was sent is wrong, or may not log in; the server's log says more";
  }
}

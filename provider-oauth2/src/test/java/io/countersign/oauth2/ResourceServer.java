package io.countersign.oauth2;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.dpop.JWKThumbprintConfirmation;
import com.nimbusds.oauth2.sdk.dpop.verifiers.DPoPIssuer;
import com.nimbusds.oauth2.sdk.dpop.verifiers.DPoPProtectedResourceRequestVerifier;
import com.nimbusds.oauth2.sdk.dpop.verifiers.InMemoryDPoPSingleUseChecker;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import io.countersign.testkit.adapter.Api;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An API that takes JWT as tokens, and looks at nothing of them but the key that they are bound to;
 * Nimbus verifies the proofs, each once. A refusal says why.
 */
final class ResourceServer implements AutoCloseable {
  private static final String OK = "verified";

  final Api api;
  private final boolean nonces;
  private final Set<String> given = ConcurrentHashMap.newKeySet();
  private final InMemoryDPoPSingleUseChecker uses = new InMemoryDPoPSingleUseChecker(60, 10_000);
  private final DPoPProtectedResourceRequestVerifier verifier =
      new DPoPProtectedResourceRequestVerifier(Set.of(JWSAlgorithm.ES256), 5, 60, uses);

  /**
   * Starts one.
   *
   * @param nonces whether each answer gives a nonce, and each proof must have one that was not used
   */
  ResourceServer(boolean nonces) throws IOException {
    this.nonces = nonces;
    this.api = Api.of(this::answer);
  }

  private Api.Answer answer(Api.Seen seen) {
    try {
      SignedJWT proof = SignedJWT.parse(seen.header("DPoP"));
      Object nonce = proof.getJWTClaimsSet().getClaim("nonce");
      if (nonces && (nonce == null || !given.remove(nonce.toString()))) {
        return refusal("use_dpop_nonce", "");
      }
      String token = seen.header("Authorization").replaceFirst("^DPoP ", "");
      URI asked = api.at(seen.uri().getPath());
      verifier.verify(
          seen.method(),
          asked,
          new DPoPIssuer("crm"),
          proof,
          new DPoPAccessToken(token),
          JWKThumbprintConfirmation.parse(JWTParser.parse(token).getJWTClaimsSet()),
          nonces ? new Nonce(String.valueOf(nonce)) : null);
      return new Api.Answer(200, next(), OK);
    } catch (Exception refused) {
      return refusal("invalid_dpop_proof", String.valueOf(refused.getMessage()));
    }
  }

  private Api.Answer refusal(String error, String why) {
    Map<String, String> headers = next();
    headers.put("WWW-Authenticate", "DPoP algs=\"ES256\", error=\"" + error + "\"");
    return new Api.Answer(401, headers, why);
  }

  private Map<String, String> next() {
    Map<String, String> headers = new ConcurrentHashMap<>();
    if (nonces) {
      String nonce = UUID.randomUUID().toString();
      given.add(nonce);
      headers.put("DPoP-Nonce", nonce);
    }
    return headers;
  }

  /** Returns what it was sent. */
  List<Api.Seen> seen() {
    return api.seen;
  }

  @Override
  public void close() {
    uses.shutdown();
    api.close();
  }
}

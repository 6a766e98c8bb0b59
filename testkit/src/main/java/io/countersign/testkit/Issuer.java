package io.countersign.testkit;

import java.net.URI;

/**
 * Where an OAuth 2 server answers.
 *
 * @param uri what it calls itself: {@code iss} in its tokens
 * @param token where tokens are asked for
 * @param revocation where a token is given up (RFC 7009)
 * @param introspection where a token is asked about (RFC 7662)
 * @param userinfo a protected page: 200 for a living token with scope {@code openid}, else 401
 * @param jwks its public keys
 */
public record Issuer(
    URI uri, URI token, URI revocation, URI introspection, URI userinfo, URI jwks) {}

/**
 * OAuth 2 (RFC 6749): types whose tokens come from a token endpoint.
 *
 * <p>A grant of one's own extends {@link io.countersign.oauth2.GrantProvider} and says what its
 * token request holds; the rest is inherited.
 */
package io.countersign.oauth2;

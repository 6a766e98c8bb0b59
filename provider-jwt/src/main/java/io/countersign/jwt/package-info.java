/**
 * Signed tokens that are minted here: the type {@code jwt}, and {@link
 * io.countersign.jwt.JwtSigner}, which others sign with too.
 */
package io.countersign.jwt;

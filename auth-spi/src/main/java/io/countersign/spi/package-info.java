/**
 * What an author of a provider, a secret source, a transport or an adapter uses.
 *
 * <p>It is {@link io.countersign.spi.Unstable} until it has carried OAuth 2.
 */
@Unstable
package io.countersign.spi;

/**
 * Four authenticators that prove the SPI: a challenge with a nonce, a token that is renewed, a
 * signature over the final request, and several of them on one request.
 *
 * <p>They are for tests. What they leave out of their schemes, their javadoc says.
 */
package io.countersign.testkit.probe;

/** The type {@code session}. */
package io.countersign.session;

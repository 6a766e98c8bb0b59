/** The engine: discovers, reads, resolves, creates, places. Not for use from outside. */
package io.countersign.internal;

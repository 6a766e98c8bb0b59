/** The source {@code dotenv}. */
package io.countersign.examples.dotenv;

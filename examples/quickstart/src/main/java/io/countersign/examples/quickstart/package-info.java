/** An application that uses Countersign. */
package io.countersign.examples.quickstart;

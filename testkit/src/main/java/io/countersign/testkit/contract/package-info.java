/**
 * The contracts of what authors write: providers of authenticators, sources of secrets, transports.
 * Extend the one that fits in a test of yours; each test says what it holds.
 */
package io.countersign.testkit.contract;

/** Time, transport, secrets and surroundings that a test holds still, and servers that are real. */
package io.countersign.testkit;

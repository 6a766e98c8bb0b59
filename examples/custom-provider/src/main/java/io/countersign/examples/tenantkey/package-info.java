/** The type {@code tenant-key}. */
package io.countersign.examples.tenantkey;

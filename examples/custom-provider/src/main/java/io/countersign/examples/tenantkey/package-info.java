/** The types {@code tenant-key} and {@code session}. */
package io.countersign.examples.tenantkey;

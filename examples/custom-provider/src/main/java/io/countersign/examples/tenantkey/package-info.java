/** The types {@code tenant-key} and {@code tenant-session}. */
package io.countersign.examples.tenantkey;

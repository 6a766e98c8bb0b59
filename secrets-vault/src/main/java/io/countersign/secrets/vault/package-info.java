/** The source {@code vault}: the KV engines of HashiCorp Vault and OpenBao. */
package io.countersign.secrets.vault;

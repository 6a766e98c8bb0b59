package io.countersign.internal;

/**
 * One tenant as an application holds it, for as long as it likes: what is kept of it may come and
 * go behind. Thread-safe.
 */
public final class Tenant {
  private final Tenants all;
  private final TenantName name;
  private volatile boolean closed;

  Tenant(Tenants all, TenantName name) {
    this.all = all;
    this.name = name;
  }

  /** Returns what there is of it now. */
  public Engine engine() {
    if (closed) {
      throw new IllegalStateException(
          name.ownerOf("this Countersign") + " is closed: ask the one of the house for another");
    }
    return all.of(name);
  }

  /** Closes what was built of it; who asks the house for it again gets another. */
  public void close() {
    if (!closed) {
      closed = true;
      all.close(name);
    }
  }
}

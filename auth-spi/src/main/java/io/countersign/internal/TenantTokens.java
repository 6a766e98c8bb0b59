package io.countersign.internal;

import io.countersign.spi.TokenStore;
import java.io.IOException;

/** The store of the house as one tenant sees it: what others keep in it cannot be found. */
record TenantTokens(TokenStore house, TenantName tenant) implements TokenStore {

  @Override
  public <R> R exclusively(Key key, Work<R> work) throws IOException {
    return house.exclusively(key.of(tenant.name()), work);
  }

  @Override
  public boolean outlivesTheProcess() {
    return house.outlivesTheProcess();
  }

  @Override
  public String toString() {
    return house.toString();
  }
}

package io.countersign.internal;

import io.countersign.spi.Lookup;
import io.countersign.spi.SecretResolver;

/**
 * One source that can be asked.
 *
 * @param goOnDenied whether the next one is asked when this one says no
 * @param goOnUnavailable whether the next one is asked when this one cannot be reached
 */
record Source(String name, SecretResolver resolver, boolean goOnDenied, boolean goOnUnavailable) {

  /** Returns whether no source after this one may be asked. */
  boolean stopsAfter(Lookup lookup) {
    return lookup instanceof Lookup.Failed failed
        && switch (failed.failure()) {
          case DENIED -> !goOnDenied;
          case UNAVAILABLE -> !goOnUnavailable;
          case INVALID -> true;
        };
  }
}

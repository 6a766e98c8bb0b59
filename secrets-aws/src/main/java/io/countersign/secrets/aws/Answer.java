package io.countersign.secrets.aws;

import io.countersign.spi.Attempt;
import io.countersign.spi.Lookup;
import java.util.List;

/** What came of asking for one secret, for whoever wants a field of it. */
interface Answer {
  Lookup about(Located asked);

  /** It cannot be told, whatever is wanted of it. */
  static Answer failed(
      Lookup.Failure failure, SecretId secret, String place, String outcome, String explanation) {
    Lookup lookup =
        new Lookup.Failed(
            failure, List.of(new Attempt(outcome, secret.toString(), place)), explanation);
    return asked -> lookup;
  }

  /** It is not there, whatever is wanted of it. */
  static Answer missing(SecretId secret, String place, String outcome) {
    Lookup lookup =
        new Lookup.NotFound(List.of(new Attempt(outcome, secret.toString(), place)), List.of());
    return asked -> lookup;
  }
}

package io.countersign.benchmarks;

import io.countersign.Authenticator;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.Placement;
import io.countersign.spi.Send;
import java.util.ArrayList;
import java.util.List;

/** Stands for the header fields of a client's request: a list that has room. Not thread-safe. */
final class Fields {
  private final List<Placement> fields = new ArrayList<>();

  /** Forgets the fields of the request before. */
  Fields next() {
    fields.clear();
    return this;
  }

  void add(Placement field) {
    fields.add(field);
  }

  /** Asks for the credentials at hand and adds them. */
  void authenticate(Authenticator authenticator, AuthRequest request) {
    if (!(authenticator.authenticate(request) instanceof Send send)) {
      throw new IllegalStateException(authenticator + " has nothing at hand");
    }
    List<Placement> placements = send.credentials().placements();
    for (int i = 0; i < placements.size(); i++) {
      fields.add(placements.get(i));
    }
  }

  int size() {
    return fields.size();
  }
}

package io.countersign.internal;

import io.countersign.Authenticator;
import io.countersign.Explanation;
import io.countersign.Types;
import java.util.List;

public final class Engine {
  public Authenticator authenticator(String name) {
    return Authenticator.none();
  }

  public void ready(List<String> names) {}

  public List<String> names() {
    return List.of();
  }

  public Explanation explain(List<String> names) {
    throw new IllegalStateException();
  }

  public Types types() {
    throw new IllegalStateException();
  }

  public void close() {}
}

package io.countersign.spi;

import java.util.List;

/** A way to make token, login and secret-source calls; discovered as {@link AuthProvider} is. */
public interface HttpTransportProvider {

  /** Returns the word that {@code countersign.http.transport} says, as {@code jdk}. */
  String type();

  /** Returns what {@code countersign.http} may hold for this transport. */
  default List<Setting<?>> settings() {
    return List.of();
  }

  /** Makes the transport, without I/O. */
  HttpTransport create(Settings settings, AuthContext context);
}

package io.countersign.internal;

import com.typesafe.config.ConfigOrigin;
import io.countersign.spi.AuthContext;

/** Makes the context of one block. */
@FunctionalInterface
interface ContextMaker {
  AuthContext of(String name, ConfigOrigin origin);
}

package io.countersign.internal;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.countersign.spi.AuthProvider;
import java.util.List;
import java.util.Optional;

/** Reads authenticators, without I/O. */
final class Blueprints {
  private final BlockReader reader;

  Blueprints(BlockReader reader) {
    this.reader = reader;
  }

  Blueprint read(String name, ConfigValue value) {
    Reading reading = new Reading(name, "countersign.authenticators." + name, Where.of(value));
    if (!name.matches("[a-z][a-z0-9-]*")) {
      reading.fault(
          value, "", "is no name of an authenticator: those are of the form [a-z][a-z0-9-]*");
      return unread(reading, value);
    }
    ConfigObject object = Shapes.object(reading, "", value);
    AuthProvider provider = object == null ? null : reader.provider(reading, "", object);
    if (object == null || provider == null) {
      return unread(reading, value);
    }
    Declaration declared =
        Declaration.of(
            reading,
            value,
            "type",
            provider,
            List.of(Common.TYPE, Common.ORIGINS, Common.ON_CONFLICT),
            provider::settings,
            provider::rules);
    if (declared == null) {
      return unread(reading, value);
    }
    Block block = reader.read(reading, "", name, object, declared.settings(), declared.rules());
    return new Blueprint(reading, value.origin(), provider, block, origins(reading, object, block));
  }

  private static Blueprint unread(Reading reading, ConfigValue value) {
    return new Blueprint(reading, value.origin(), null, null, OriginRules.any());
  }

  private static OriginRules origins(Reading reading, ConfigObject object, Block block) {
    if (!block.has(Common.ORIGINS)) {
      if (reading.holdsSecrets()) {
        reading.fault(
            object,
            "origins",
            "is missing; list where its secrets may go, as origins = [\"https://api.example\"]");
      }
      return OriginRules.any();
    }
    Optional<List<String>> written = block.get(Common.ORIGINS);
    if (written.isEmpty()) {
      return OriginRules.any(); // its fault is told already
    }
    try {
      return OriginRules.parse(written.get());
    } catch (IllegalArgumentException unfit) {
      reading.fault(
          java.util.Objects.requireNonNull(object.get("origins")),
          "origins",
          String.valueOf(unfit.getMessage()));
      return OriginRules.any();
    }
  }
}

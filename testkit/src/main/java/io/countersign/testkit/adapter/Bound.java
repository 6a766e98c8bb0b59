package io.countersign.testkit.adapter;

import com.typesafe.config.ConfigFactory;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.util.List;
import java.util.Map;

/** Gives an authenticator the name, the origins and the policy of a block. */
final class Bound {
  private Bound() {}

  /** Returns it as the block {@code crm} of a configuration. */
  static Authenticator crm(Authenticator authenticator, String origin, boolean replace) {
    return Countersign.builder()
        .provider(new Given(authenticator))
        .authenticator(
            "crm",
            "given",
            Map.of("origins", List.of(origin), "on-conflict", replace ? "replace" : "error"))
        .of(ConfigFactory.empty())
        .authenticator("crm");
  }

  private record Given(Authenticator authenticator) implements AuthProvider {
    @Override
    public String type() {
      return "given";
    }

    @Override
    public List<Setting<?>> settings() {
      return List.of();
    }

    @Override
    public Authenticator create(Settings settings, AuthContext context) {
      return authenticator;
    }
  }
}

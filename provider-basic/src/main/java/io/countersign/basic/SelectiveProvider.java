package io.countersign.basic;

import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Rule;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code selective}: one of several authenticators, by a word of the configuration, by the secrets
 * that are there, or by the address of each request.
 */
public final class SelectiveProvider implements AuthProvider {
  private static final Setting<Optional<String>> BY =
      Setting.plain("by").optional().describedAs("The name of the option that is meant");

  private static final Setting<Optional<Boolean>> BY_PRESENCE =
      Setting.word("by-presence", "true", SelectiveProvider::isTrue)
          .optional()
          .describedAs("true: the option whose secrets are there is meant");

  private static final Setting<Optional<List<ByAddress.Way>>> BY_URL =
      Setting.list("by-url", "a prefix and an option, as \"/v2/links links\"", ByAddress.Way::parse)
          .optional()
          .describedAs("Which option a request takes: the first whose path or address it is below");

  private static final Setting<Map<String, Authenticator>> OPTIONS =
      Setting.options("options", BY, BY_PRESENCE)
          .describedAs("The authenticators, by name; each a block or the name of another");

  /** For {@link java.util.ServiceLoader}. */
  public SelectiveProvider() {}

  private static Boolean isTrue(String word) {
    if (!word.equals("true")) {
      throw new IllegalArgumentException("not true");
    }
    return true;
  }

  @Override
  public String type() {
    return "selective";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(BY, BY_PRESENCE, BY_URL, OPTIONS);
  }

  @Override
  public List<Rule> rules() {
    return List.of(Rule.exactlyOne(BY, BY_PRESENCE, BY_URL));
  }

  @Override
  public Authenticator create(Settings settings, AuthContext context) {
    Map<String, Authenticator> options = settings.get(OPTIONS);
    Optional<List<ByAddress.Way>> ways = settings.get(BY_URL);
    return ways.isPresent()
        ? ByAddress.of(ways.get(), options)
        : options.values().iterator().next(); // the engine left the one that is meant
  }
}

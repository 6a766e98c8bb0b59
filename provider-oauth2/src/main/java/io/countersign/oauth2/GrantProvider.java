package io.countersign.oauth2;

import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Rule;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.util.List;
import java.util.Map;

/**
 * A type whose tokens come from a token endpoint by some grant. Caching, renewal, rotation, client
 * authentication, the shapes of request and reply, and what a 401 means are here; a grant says what
 * its token request holds.
 */
public abstract class GrantProvider implements AuthProvider {
  private final String type;
  private final List<Setting<?>> settings;

  /**
   * Makes a type.
   *
   * @param own its settings beside those of every grant
   */
  protected GrantProvider(String type, List<Setting<?>> own) {
    this.type = type;
    this.settings = Words.after(own);
  }

  /**
   * Returns the parameters that make the grant, {@code grant_type} first. Asked for every token
   * request, on a thread that may block; {@code reveal()} gives the secrets as they are now.
   */
  protected abstract Map<String, String> grant(Settings settings, AuthContext context);

  @Override
  public final String type() {
    return type;
  }

  @Override
  public final List<Setting<?>> settings() {
    return settings;
  }

  @Override
  public final List<Rule> rules() {
    return Words.RULES;
  }

  @Override
  public Authenticator create(Settings settings, AuthContext context) {
    TokenEndpoint endpoint = TokenEndpoint.of(settings, context);
    return TokenAuthenticator.of(
        settings,
        context,
        endpoint,
        new SimpleFetch(endpoint, settings, context, () -> grant(settings, context)),
        () -> {});
  }
}

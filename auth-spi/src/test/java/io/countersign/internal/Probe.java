package io.countersign.internal;

import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Rule;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A type of authenticator that declares what a test asks for, and keeps what it was given. */
final class Probe implements AuthProvider {
  final List<Settings> made = new CopyOnWriteArrayList<>();
  final List<AuthContext> contexts = new CopyOnWriteArrayList<>();

  private final String type;
  private final List<Setting<?>> settings;
  private List<Rule> rules = List.of();
  private Function<Settings, Authenticator> making = given -> Authenticator.none();

  Probe(String type, Setting<?>... settings) {
    this.type = type;
    this.settings = List.of(settings);
  }

  Probe rules(Rule... spanning) {
    rules = List.of(spanning);
    return this;
  }

  Probe making(Function<Settings, Authenticator> how) {
    making = how;
    return this;
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public List<Setting<?>> settings() {
    return settings;
  }

  @Override
  public List<Rule> rules() {
    return rules;
  }

  @Override
  public Authenticator create(Settings given, AuthContext context) {
    made.add(given);
    contexts.add(context);
    return making.apply(given);
  }
}

package io.countersign.internal;

import com.typesafe.config.ConfigOrigin;
import io.countersign.AuthConfigException;
import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One authenticator as it was read.
 *
 * @param provider null if the block could not be read
 * @param settings null if the block could not be read
 * @param made what was made of it, to be closed from the last to the first
 */
record Blueprint(
    Reading reading,
    ConfigOrigin origin,
    @Nullable AuthProvider provider,
    @Nullable Block settings,
    OriginRules origins,
    List<Authenticator> made) {
  private static final Pattern PLAIN = Pattern.compile("|[!-~]|[!-~][ -~]*[!-~]");

  Blueprint(
      Reading reading,
      ConfigOrigin origin,
      @Nullable AuthProvider provider,
      @Nullable Block settings,
      OriginRules origins) {
    this(reading, origin, provider, settings, origins, new ArrayList<>());
  }

  /**
   * Returns the authenticator, bound to its origins; null after a fault, which is told then.
   *
   * @param others those that it may name; null for one that could not be built
   */
  @Nullable Authenticator make(
      AuthContext context,
      UnaryOperator<Authenticator> wrapper,
      Function<String, @Nullable Authenticator> others) {
    if (provider == null || settings == null || !filtersFit() || lacksOthers(others)) {
      return null;
    }
    try {
      settings.makeNested(part ->
          part instanceof Inner.Shared shared
              ? Objects.requireNonNull(others.apply(shared.name()))
              : made((Inner.Nested) part, context));
      return new BoundAuthenticator(
          reading.name(),
          context.tenant().orElse(null),
          wrapper.apply(made(provider, settings, context)),
          origins,
          settings.get(Common.ON_CONFLICT).equals("replace"));
    } catch (IllegalArgumentException unfit) {
      reading.fault(
          reading.where(), "", withoutValues(String.valueOf(unfit.getMessage())) + suspects());
    } catch (AuthConfigException unready) { // of what it makes calls with
      unready
          .problems()
          .forEach(problem ->
              reading.fault(problem.where(), "", problem.path() + ": " + problem.what()));
    } catch (RuntimeException | LinkageError failed) {
      reading.fault(
          reading.where(),
          "",
          Declaration.mistakeOf(provider, "threw " + failed.getClass().getName()));
    }
    Closing.lastFirst(made);
    return null;
  }

  private boolean lacksOthers(Function<String, @Nullable Authenticator> others) {
    int before = reading.faults().size();
    for (Reading.Share share : reading.shares()) {
      if (others.apply(share.name()) == null) {
        reading.fault(share.where(), share.below(), share.name() + " cannot be built: see there");
      }
    }
    return reading.faults().size() > before;
  }

  private Authenticator made(Inner.Nested nested, AuthContext context) {
    return made(nested.provider(), nested.settings(), context);
  }

  private Authenticator made(AuthProvider by, Block of, AuthContext context) {
    Authenticator one = by.create(of, context);
    if (one == null) {
      throw new NullPointerException("no authenticator");
    }
    // one that was chosen is made already, by this block or by another
    if (!(one instanceof BoundAuthenticator) && made.stream().noneMatch(each -> each == one)) {
      made.add(one);
    }
    return one;
  }

  /**
   * A provider's own words are shown, unless it let something speak that repeats what it was given,
   * as {@code URI.create} does.
   */
  private String withoutValues(String message) {
    for (Reading.NamedText named : reading.texts()) {
      String value = named.text().now();
      if (named.isSecret() && value != null && !value.isBlank() && message.contains(value)) {
        return "the settings do not go together; why is not shown, for the reason holds the value of "
            + named.path();
      }
    }
    return message;
  }

  /** Names the texts with a character that few places can carry, and where each was read. */
  private String suspects() {
    StringBuilder text = new StringBuilder();
    for (Reading.NamedText named : reading.texts()) {
      String value = named.text().now();
      if (value == null || PLAIN.matcher(value).matches()) {
        continue;
      }
      text.append("; look at ").append(named.path());
      for (Secret.Provenance from : named.text().provenance()) {
        text.append(", read from ")
            .append(from.source())
            .append(" (")
            .append(from.place())
            .append(')');
      }
    }
    return text.toString();
  }

  /** What was found must fit the filters of its texts before anything is built. */
  private boolean filtersFit() {
    int before = reading.faults().size();
    for (Reading.NamedText named : reading.texts()) {
      try {
        named.text().tryFilters();
      } catch (Filter.Unusable unusable) {
        reading.fault(
            named.where(), named.path(), "what was found cannot be used: " + unusable.getMessage());
      }
    }
    return reading.faults().size() == before;
  }

  /** Returns the origins as they are written; none if they are not, or not readable. */
  List<String> writtenOrigins() {
    return settings == null ? List.of() : settings.get(Common.ORIGINS).orElse(List.of());
  }
}

package io.countersign.internal;

import com.typesafe.config.ConfigOrigin;
import io.countersign.Authenticator;
import io.countersign.Explanation;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One authenticator as it was read.
 *
 * @param provider null if the block could not be read
 * @param settings null if the block could not be read
 */
record Blueprint(
    Reading reading,
    ConfigOrigin origin,
    @Nullable AuthProvider provider,
    @Nullable Block settings,
    OriginRules origins) {

  /** Returns the authenticator, bound to its origins; null after a fault, which is told then. */
  @Nullable Authenticator make(AuthContext context, UnaryOperator<Authenticator> wrapper) {
    if (provider == null || settings == null || !filtersFit()) {
      return null;
    }
    try {
      settings.makeNested(nested -> nested.provider().create(nested.settings(), context));
      return new BoundAuthenticator(
          reading.name(),
          wrapper.apply(provider.create(settings, context)),
          origins,
          settings.get(Common.ON_CONFLICT).equals("replace"));
    } catch (IllegalArgumentException unfit) {
      reading.fault(reading.where(), "", String.valueOf(unfit.getMessage()));
    } catch (RuntimeException | LinkageError failed) {
      reading.fault(
          reading.where(),
          "",
          "its provider "
              + provider.getClass().getName()
              + " failed: "
              + failed.getClass().getName()
              + "; this is a mistake of the provider");
    }
    return null;
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

  Explanation.Block explain(Map<SecretRef, Trace> traces) {
    Map<String, SecretRef> refs = new java.util.HashMap<>();
    traces.keySet().forEach(ref -> refs.put(ref.toString(), ref));
    List<Explanation.Entry> entries = new ArrayList<>();
    for (Explanation.Entry entry : reading.entries()) {
      List<Explanation.Part> parts = new ArrayList<>();
      for (Explanation.Part part : entry.parts()) {
        parts.add(located(part.reference(), traces.get(refs.get(part.reference()))));
      }
      entries.add(new Explanation.Entry(entry.path(), entry.where(), entry.shown(), parts));
    }
    return new Explanation.Block(reading.name(), reading.type(), reading.where(), entries);
  }

  private static Explanation.Part located(String reference, @Nullable Trace trace) {
    Trace.Step step = trace == null ? null : trace.found();
    if (step != null && step.lookup() instanceof Lookup.Found found) {
      return new Explanation.Part(reference, step.source(), found.place(), found.version());
    }
    return new Explanation.Part(
        reference, "", trace == null ? "missing" : trace.verdict(), Optional.empty());
  }
}

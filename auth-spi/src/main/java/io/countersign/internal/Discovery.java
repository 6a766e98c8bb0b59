package io.countersign.internal;

import io.countersign.Types;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All providers of one kind that the class path and the module path name. Survives every broken
 * neighbour: what cannot be loaded is kept aside with its jar and its cause, and the rest is found.
 */
final class Discovery<P> {
  /** More errors than any class path has; bounds an iterator that would fail for ever. */
  private static final int MOST_ERRORS = 500;

  private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9-]*");

  /** One provider that was loaded. */
  record Candidate<P>(Types.Kind kind, String type, P provider, String className, String jar) {
    @Override
    public String toString() {
      return className + " (" + jar + ")";
    }
  }

  private final Types.Kind kind;
  private final TreeMap<String, List<Candidate<P>>> byType = new TreeMap<>();
  private final List<Types.Broken> broken = new ArrayList<>();

  private Discovery(Types.Kind kind) {
    this.kind = kind;
  }

  /**
   * Finds the providers of a service.
   *
   * @param given stand before what is discovered
   */
  static <P> Discovery<P> of(
      Types.Kind kind,
      Class<P> service,
      ClassLoader loader,
      Function<P, String> typeOf,
      List<P> given) {
    Discovery<P> discovery = new Discovery<>(kind);
    discovery.load(ServiceLoader.load(service, loader), service, loader, typeOf);
    for (P provider : given) {
      Candidate<P> candidate = discovery.candidate(provider, typeOf);
      if (candidate != null) {
        discovery.byType.put(candidate.type, List.of(candidate));
      }
    }
    return discovery;
  }

  private void load(
      ServiceLoader<P> services, Class<P> service, ClassLoader loader, Function<P, String> typeOf) {
    List<Throwable> errors = new ArrayList<>();
    List<String> loaded = new ArrayList<>();
    Iterator<P> each = services.iterator();
    while (errors.size() < MOST_ERRORS) {
      try {
        if (!each.hasNext()) {
          break;
        }
        P provider = each.next();
        loaded.add(provider.getClass().getName());
        add(provider, typeOf);
      } catch (ServiceConfigurationError | LinkageError unusable) {
        // hasNext() throws bare LinkageErrors, next() the other; both go on with the next provider
        errors.add(unusable);
      }
    }
    broken.addAll(BrokenProviders.diagnose(kind, service, loader, loaded, errors));
  }

  private void add(P provider, Function<P, String> typeOf) {
    Candidate<P> found = candidate(provider, typeOf);
    if (found != null) {
      byType.computeIfAbsent(found.type, type -> new ArrayList<>()).add(found);
    }
  }

  /** Returns the provider under its type, or null after it was put aside. */
  private @Nullable Candidate<P> candidate(P provider, Function<P, String> typeOf) {
    String className = provider.getClass().getName();
    String jar = Jar.of(provider.getClass());
    try {
      String type = Objects.requireNonNull(typeOf.apply(provider));
      if (TYPE.matcher(type).matches()) {
        return new Candidate<>(kind, type, provider, className, jar);
      }
    } catch (RuntimeException | LinkageError unusable) {
      // it has no type that could be told
    }
    broken.add(
        new Types.Broken(
            kind, className, jar, "its type() is no name of the form [a-z][a-z0-9-]*"));
    return null;
  }

  /** Returns the providers of this type: one; none if it is unknown; several if they clash. */
  List<Candidate<P>> ofType(String type) {
    return List.copyOf(byType.getOrDefault(type, List.of()));
  }

  /** Tells every provider, and adds what is broken: one whose settings cannot be read, too. */
  void each(java.util.function.Consumer<Candidate<P>> told, List<Types.Broken> unusable) {
    unusable.addAll(broken);
    for (List<Candidate<P>> ofOneType : byType.values()) {
      for (Candidate<P> one : ofOneType) {
        try {
          told.accept(one);
        } catch (RuntimeException | LinkageError failed) {
          unusable.add(
              new Types.Broken(
                  kind,
                  one.className,
                  one.jar,
                  "its settings() threw " + failed.getClass().getName()));
        }
      }
    }
  }

  List<String> types() {
    return List.copyOf(byType.keySet());
  }

  /** Returns the types for a sentence: {@code a, b}, or {@code none}. */
  String listed() {
    return byType.isEmpty() ? "none" : String.join(", ", byType.keySet());
  }

  List<Types.Broken> broken() {
    return List.copyOf(broken);
  }

  /** Says that several providers are of one type, and what to do. */
  static String clash(String type, List<? extends Candidate<?>> several) {
    StringBuilder text = new StringBuilder("type " + type + " is provided twice: by ");
    text.append(several.stream().map(Candidate::toString).collect(Collectors.joining(" and by ")));
    return text + "; remove one of the jars, or give the one you want to Countersign.builder()";
  }
}

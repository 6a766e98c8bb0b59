package io.countersign.internal;

import io.countersign.Types;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.HttpTransportProvider;
import io.countersign.spi.Rule;
import io.countersign.spi.SecretResolverProvider;
import io.countersign.spi.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What can be named by a {@code type}: discovered once, when it is first asked for. */
final class Catalog {
  /** Which of our own jars brings what, for the one who forgot it. */
  private static final Map<String, String> JARS =
      Map.ofEntries(
          Map.entry("none", "provider-basic"),
          Map.entry("http-basic", "provider-basic"),
          Map.entry("bearer", "provider-basic"),
          Map.entry("api-key", "provider-basic"),
          Map.entry("hmac", "provider-basic"),
          Map.entry("composite", "provider-basic"),
          Map.entry("selective", "provider-basic"),
          Map.entry("oauth2", "provider-oauth2"),
          Map.entry("oauth2-client-credentials", "provider-oauth2"),
          Map.entry("oauth2-password", "provider-oauth2"),
          Map.entry("oauth2-refresh-token", "provider-oauth2"),
          Map.entry("session", "provider-session"),
          Map.entry("aws-sigv4", "provider-aws"),
          Map.entry("env", "secrets-env"),
          Map.entry("file", "secrets-file"),
          Map.entry("vault", "secrets-vault"),
          Map.entry("aws", "secrets-aws"),
          Map.entry("jdk", "http-jdk"),
          Map.entry("jetty", "http-jetty"));

  private final ClassLoader loader;
  private final List<AuthProvider> givenProviders;
  private final List<SecretResolverProvider> givenResolvers;
  private @Nullable Discovery<AuthProvider> authenticators;
  private @Nullable Discovery<SecretResolverProvider> sources;
  private @Nullable Discovery<HttpTransportProvider> transports;

  Catalog(
      ClassLoader loader,
      List<AuthProvider> givenProviders,
      List<SecretResolverProvider> givenResolvers) {
    this.loader = loader;
    this.givenProviders = List.copyOf(givenProviders);
    this.givenResolvers = List.copyOf(givenResolvers);
  }

  synchronized Discovery<AuthProvider> authenticators() {
    if (authenticators == null) {
      authenticators =
          Discovery.of(
              Types.Kind.AUTHENTICATOR,
              AuthProvider.class,
              loader,
              AuthProvider::type,
              givenProviders);
    }
    return authenticators;
  }

  synchronized Discovery<SecretResolverProvider> sources() {
    if (sources == null) {
      sources =
          Discovery.of(
              Types.Kind.SECRETS,
              SecretResolverProvider.class,
              loader,
              SecretResolverProvider::type,
              givenResolvers);
    }
    return sources;
  }

  synchronized Discovery<HttpTransportProvider> transports() {
    if (transports == null) {
      transports =
          Discovery.of(
              Types.Kind.TRANSPORT,
              HttpTransportProvider.class,
              loader,
              HttpTransportProvider::type,
              List.of());
    }
    return transports;
  }

  Types types() {
    List<Types.Type> found = new ArrayList<>();
    List<Types.Broken> broken = new ArrayList<>();
    authenticators()
        .each(
            one -> found.add(type(one, one.provider().settings(), one.provider().rules())), broken);
    sources().each(one -> found.add(type(one, one.provider().settings(), List.of())), broken);
    transports().each(one -> found.add(type(one, one.provider().settings(), List.of())), broken);
    return new Types(
        found,
        broken,
        Map.of(
            Types.Kind.AUTHENTICATOR.block(),
            Common.AUTHENTICATOR,
            Types.Kind.SECRETS.block(),
            Common.source("NAME"),
            Types.Kind.TRANSPORT.block(),
            OwnCalls.COMMON,
            Sources.PATH,
            SourcesReader.OWN,
            OwnTokens.PATH,
            OwnTokens.SETTINGS,
            Tenants.PATH,
            Tenants.SETTINGS));
  }

  private static Types.Type type(
      Discovery.Candidate<?> one, List<Setting<?>> settings, List<Rule> rules) {
    return new Types.Type(one.kind(), one.type(), one.className(), one.jar(), settings, rules);
  }

  /** Says that a type is not there, what was probably meant, and which jar would bring it. */
  static String unknown(String what, String type, Discovery<?> discovery) {
    StringBuilder text = new StringBuilder("unknown " + what + shown(type));
    text.append(Suggest.hint(type, discovery.types()));
    if (JARS.containsKey(type)) {
      text.append("; ").append(toAdd(List.of(type)));
    }
    text.append(text.charAt(text.length() - 1) == '?' ? " Found: " : "; found: ");
    return text.append(found(discovery)).toString();
  }

  /** Says which of our own jars bring these types. */
  static String toAdd(List<String> types) {
    return types.stream()
        .map(type -> "io.countersign:" + JARS.get(type))
        .collect(
            Collectors.joining(" or ", "add ", " (or, in a shaded jar, merge META-INF/services)"));
  }

  /** Lists the types that are there, and what could not be loaded. */
  static String found(Discovery<?> discovery) {
    StringBuilder text = new StringBuilder(discovery.listed());
    for (Types.Broken broken : discovery.broken()) {
      text.append("; could not load ");
      text.append(broken.className().isEmpty() ? "all" : broken.className()).append(" of ");
      text.append(broken.jar()).append(": ").append(broken.cause());
    }
    return text.toString();
  }

  /** A word in the place of a type may be anything: only what looks like a name is shown. */
  static String shown(String type) {
    return type.matches("[A-Za-z0-9_.-]{1,40}") ? " \"" + type + '"' : "";
  }
}

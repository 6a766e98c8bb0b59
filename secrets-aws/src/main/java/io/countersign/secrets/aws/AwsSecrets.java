package io.countersign.secrets.aws;

import io.countersign.spi.AuthContext;
import io.countersign.spi.Lookup;
import io.countersign.spi.Parallel;
import io.countersign.spi.SecretPlace;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import io.countersign.spi.Settings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Asks for each secret once, whatever is wanted of it, and for several at a time. */
final class AwsSecrets implements SecretResolver {
  private final String path;
  private final String prefix;
  private final AuthContext context;
  private final Connection connection;
  private final Parallel parallel;

  AwsSecrets(Settings settings, AuthContext context) {
    this.path = settings.path();
    this.prefix = settings.get(AwsProvider.PREFIX);
    this.context = context;
    this.connection = new Connection(settings, context);
    this.parallel = new Parallel(context.executor());
  }

  @Override
  public SecretPlace place(SecretRef ref) {
    Located located = Located.of(ref, prefix);
    return new SecretPlace(located.place(), located.toSet());
  }

  @Override
  public Map<SecretRef, Lookup> lookUp(Set<SecretRef> refs, Duration atMost) {
    Map<SecretRef, Located> located = new LinkedHashMap<>();
    Set<SecretId> secrets = new LinkedHashSet<>();
    for (SecretRef ref : refs) {
      Located each = Located.of(ref, prefix);
      located.put(ref, each);
      secrets.add(each.secret());
    }
    Map<SecretId, Answer> answers;
    try {
      answers = asked(secrets, atMost);
    } catch (LinkageError broken) {
      answers = alike(secrets, secret -> new Outage(secret, "", broken).answer());
    }
    Map<SecretRef, Lookup> all = new LinkedHashMap<>();
    for (Map.Entry<SecretRef, Located> each : located.entrySet()) {
      SecretId secret = each.getValue().secret();
      all.put(each.getKey(), answers.getOrDefault(secret, late(secret)).about(each.getValue()));
    }
    return all;
  }

  private static Map<SecretId, Answer> alike(
      Set<SecretId> secrets, Function<SecretId, Answer> say) {
    return secrets.stream().collect(Collectors.toMap(Function.identity(), say));
  }

  private Map<SecretId, Answer> asked(Set<SecretId> secrets, Duration atMost) {
    if (secrets.isEmpty()) {
      return Map.of();
    }
    boolean onlyArns = secrets.stream().allMatch(secret -> secret.region().isPresent());
    Optional<String> home = onlyArns ? Optional.empty() : connection.region();
    if (!connection.hasCredentials()) {
      return alike(secrets, this::noCredentials);
    }
    return parallel.each(
        secrets,
        (secret, left) ->
            secret
                .region()
                .or(() -> home)
                .map(region -> connection.ask(secret, region, left))
                .orElseGet(() -> noRegion(secret)),
        atMost);
  }

  private static Answer late(SecretId secret) {
    return Answer.failed(
        Lookup.Failure.UNAVAILABLE,
        secret,
        "",
        "no answer",
        "there was no time left to ask for it");
  }

  private Answer noRegion(SecretId secret) {
    boolean other = context.environment().containsKey("AWS_DEFAULT_REGION");
    return Answer.failed(
        Lookup.Failure.INVALID,
        secret,
        "",
        "no region",
        "no region was found: write "
            + path
            + ".region, or set AWS_REGION"
            + (other
                ? "; AWS_DEFAULT_REGION, which is set, is not read by AWS's SDK for Java"
                : ""));
  }

  private Answer noCredentials(SecretId secret) {
    return Answer.failed(
        Lookup.Failure.INVALID,
        secret,
        "",
        "no credentials",
        "no AWS credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a"
            + " profile by AWS_PROFILE, give the machine a role, or write "
            + path
            + ".credentials");
  }

  @Override
  public void close() {
    connection.close();
  }

  @Override
  public String toString() {
    return "AwsSecrets[" + path + "]";
  }
}

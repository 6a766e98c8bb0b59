package io.countersign.secrets.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.Lookup;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import io.countersign.testkit.Moto;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.TestContext;
import io.countersign.testkit.TestSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A source under test, and what it answers. */
final class Asked implements AutoCloseable {
  static final Duration TIME = Duration.ofSeconds(20);
  static final String EVERYTHING =
      "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"*\","
          + " \"Resource\": \"*\"}]}";

  static final String NOTHING = EVERYTHING.replace("Allow", "Deny");

  private final SecretResolver source;

  private Asked(SecretResolver source) {
    this.source = source;
  }

  /** Returns the variables of a user of moto, who may do everything. */
  static Map<String, String> environment(Moto moto) {
    return environment(moto.root(), moto.user(EVERYTHING));
  }

  static Map<String, String> environment(URI endpoint, Moto.Keys keys) {
    Map<String, String> variables = new HashMap<>();
    variables.put("AWS_ENDPOINT_URL", endpoint.toString());
    variables.put("AWS_REGION", Moto.REGION);
    variables.put("AWS_ACCESS_KEY_ID", keys.id());
    variables.put("AWS_SECRET_ACCESS_KEY", keys.secret());
    return variables;
  }

  /** Returns a source of moto that may read everything. */
  static Asked moto() {
    return of(environment(RealServers.moto()), Map.of());
  }

  /** Returns a source over a fake that takes any signature. */
  static Asked fake(FakeAws fake) {
    return of(environment(fake.root(), new Moto.Keys("AKIAFAKE", "fake")), Map.of());
  }

  static Asked of(Map<String, String> environment, Map<String, Object> settings) {
    return of(environment, settings, Runnable::run);
  }

  static Asked of(
      Map<String, String> environment, Map<String, Object> settings, Executor executor) {
    TestContext context = TestContext.create().at(Path.of(""), environment);
    return new Asked(
        new AwsProvider()
            .create(
                "aws",
                new TestSettings("countersign.secrets.aws", settings),
                context.with(executor, context.events())));
  }

  SecretResolver source() {
    return source;
  }

  static SecretRef key(String name) {
    return new SecretRef.Key(name);
  }

  /** Returns {@code aws:path#field?options}. */
  static SecretRef locator(String path, @Nullable String field, String... options) {
    Map<String, String> said = new LinkedHashMap<>();
    for (String option : options) {
      said.put(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
    }
    return new SecretRef.Locator("aws", path, Optional.ofNullable(field), said);
  }

  Lookup about(SecretRef ref) {
    return about(ref, TIME);
  }

  Lookup about(SecretRef ref, Duration atMost) {
    return Objects.requireNonNull(source.lookUp(Set.of(ref), atMost).get(ref));
  }

  /** Returns the value of what was found. */
  String value(SecretRef ref) {
    return found(ref).value();
  }

  Lookup.Found found(SecretRef ref) {
    Lookup lookup = about(ref);
    assertThat(lookup).isInstanceOf(Lookup.Found.class);
    return (Lookup.Found) lookup;
  }

  /** Returns an answer in one line: {@code DENIED code name, place; explanation}. */
  static String line(Lookup lookup) {
    String first = lookup.getClass().getSimpleName();
    String last = "";
    if (lookup instanceof Lookup.Failed failed) {
      first = failed.failure().toString();
      last = "; " + failed.explanation();
    } else if (lookup instanceof Lookup.NotFound missing && !missing.others().isEmpty()) {
      last = "; there are " + missing.others().stream().sorted().toList();
    }
    assertThat(lookup.attempts()).hasSize(1);
    return first
        + " "
        + lookup.attempts().get(0).outcome()
        + ": "
        + lookup.attempts().get(0).where()
        + last;
  }

  String line(SecretRef ref) {
    return line(about(ref));
  }

  /** Returns a map of what alternates: a name and its value. */
  static Map<String, Object> map(Object... pairs) {
    Map<String, Object> all = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      all.put((String) pairs[i], pairs[i + 1]);
    }
    assertThat(all).hasSize(Arrays.asList(pairs).size() / 2);
    return all;
  }

  @Override
  public void close() {
    source.close();
  }
}

package io.countersign.testkit.contract;

import static io.countersign.testkit.SecretCanary.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.countersign.spi.Attempt;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretPlace;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import io.countersign.spi.SecretResolverProvider;
import io.countersign.testkit.FakeTime;
import io.countersign.testkit.LogWatch;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.SecretCanary;
import io.countersign.testkit.TestContext;
import io.countersign.testkit.TestSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What every source of secrets must do. */
public abstract class SecretResolverContract {
  /** Said by {@link #failing} or {@link #malformed} of a source to which that cannot happen. */
  protected static final Optional<SecretResolver> CANNOT_HAPPEN = Optional.empty();

  private static final Duration TIME = Duration.ofSeconds(10);
  private static final SecretRef THERE = new SecretRef.Key("crm.token");
  private static final SecretRef ABSENT = new SecretRef.Key("erp.password");
  private static final Map<String, String> SPECIAL =
      Map.of(
          "backslashes", "\\a\\n\\",
          "blanks around it", "  a b ",
          "equals signs", "=a==b=",
          "hashes", "#a#b",
          "dollars", "$a${b}$$",
          "double quotes", "\"a\"b",
          "single quotes", "'a'b",
          "line ends", "a\nb\n\nc");

  private final SecretCanary canary = new SecretCanary();
  private final String value = canary.watch("crm", "canary-of-the-crm");

  @RegisterExtension final LogWatch logs = new LogWatch(canary);

  /** For subclasses. */
  protected SecretResolverContract() {}

  /** Returns what is tested. */
  protected abstract SecretResolverProvider provider();

  /** Returns a fresh source that holds these values by their keys, as {@code crm.token}. */
  protected abstract SecretResolver holding(Map<String, String> secrets) throws Exception;

  /** Returns what a valid block says; by default nothing, which no required setting allows. */
  protected Map<String, Object> settings() {
    return Map.of();
  }

  /** Returns a source that denies, cannot be reached or not be read; or {@link #CANNOT_HAPPEN}. */
  protected abstract Optional<SecretResolver> failing() throws Exception;

  /**
   * Returns a source whose store is malformed; or {@link #CANNOT_HAPPEN}.
   *
   * @param secret what stands in the store, where a parser stumbles over it
   */
  protected abstract Optional<SecretResolver> malformed(String secret) throws Exception;

  /**
   * Returns the characters that a value cannot have here, as a line end in a store of lines; by
   * default none. All others are tried.
   */
  protected String cannotCarry() {
    return "";
  }

  /** Returns whether a services file names the provider; a part of a test need not be. */
  protected boolean discovered() {
    return true;
  }

  private static Lookup look(SecretResolver source, SecretRef ref) {
    return only(ref, source.lookUp(Set.of(ref), TIME));
  }

  private static Lookup only(SecretRef ref, Map<SecretRef, Lookup> answers) {
    assertThat(answers).containsOnlyKeys(ref);
    return Objects.requireNonNull(answers.get(ref));
  }

  /** Returns what an answer shows, each part by its name. */
  private static Object[] parts(Lookup lookup) {
    String type = lookup.getClass().getSimpleName();
    List<Object> parts = new ArrayList<>();
    for (int i = 0; i < lookup.attempts().size(); i++) {
      Attempt attempt = lookup.attempts().get(i);
      String name = type + ".attempts[" + i + "].";
      parts.add(named(name + "outcome", attempt.outcome()));
      parts.add(named(name + "name", attempt.name()));
      parts.add(named(name + "place", attempt.place()));
    }
    if (lookup instanceof Lookup.Found found) {
      parts.add(named("Found.place", found.place()));
      parts.add(named("Found.version", found.version()));
    } else if (lookup instanceof Lookup.NotFound notFound) {
      parts.add(named("NotFound.others", notFound.others()));
    } else if (lookup instanceof Lookup.Failed failed) {
      parts.add(named("Failed.explanation", failed.explanation()));
    }
    parts.add(named(type + ".toString()", lookup));
    return parts.toArray();
  }

  @Test
  void provider_servicesFile_namesIt() {
    if (!discovered()) {
      return; // it has none of that
    }
    ServicesFile.assertNames(SecretResolverProvider.class, provider());
  }

  @Test
  void provider_declaration_isLegalAndStable() {
    assertThat(provider().type()).matches("[a-z][a-z0-9-]*").isEqualTo(provider().type());
    assertThat(provider().settings())
        .allSatisfy(setting -> {
          assertThat(setting.name()).matches("[a-z][a-z0-9-]*");
          assertThat(setting.description()).isNotBlank();
        })
        .extracting(Object::toString)
        .containsExactlyElementsOf(provider().settings().stream().map(Object::toString).toList());
  }

  @Test
  void create_doesNoWork() {
    RecordingTransport calls = new RecordingTransport();
    List<Runnable> work = new ArrayList<>();
    TestContext context =
        new TestContext(
            "test", calls, new FakeTime(), Map.of(), Path.of(""), work::add, new Random(1));
    provider()
        .create("test", new TestSettings("countersign.secrets.test", settings()), context)
        .close();
    assertThat(calls.calls()).isEmpty();
    assertThat(work).isEmpty();
  }

  @Test
  void lookUp_presentAndAbsent_areToldApart() throws Exception {
    try (SecretResolver source = holding(Map.of("crm.token", value))) {
      Map<SecretRef, Lookup> answers = source.lookUp(Set.of(THERE, ABSENT), TIME);
      assertThat(answers).containsOnlyKeys(THERE, ABSENT);
      assertThat(answers.get(THERE))
          .isInstanceOfSatisfying(
              Lookup.Found.class,
              found -> {
                assertThat(found.value()).isEqualTo(value);
                assertThat(found.place()).isNotBlank();
              });
      assertThat(answers.get(ABSENT)).isInstanceOf(Lookup.NotFound.class);
      assertThat(answers.values()).allSatisfy(answer -> assertThat(answer.attempts()).isNotEmpty());
    }
  }

  @Test
  void lookUp_nothing_answersNothing() throws Exception {
    try (SecretResolver source = holding(Map.of("crm.token", value))) {
      assertThat(source.lookUp(Set.of(), TIME)).isEmpty();
    }
  }

  @Test
  void lookUp_largeBatch_answersEveryReference() throws Exception {
    Set<SecretRef> refs = new LinkedHashSet<>();
    for (int i = 0; i < 500; i++) {
      refs.add(new SecretRef.Key("many.key-" + i));
    }
    refs.add(THERE);
    try (SecretResolver source = holding(Map.of("crm.token", value))) {
      assertThat(source.lookUp(refs, TIME)).containsOnlyKeys(refs.toArray(SecretRef[]::new));
    }
  }

  @Test
  void lookUp_emptyValue_isMissing() throws Exception {
    try (SecretResolver source = holding(Map.of("crm.token", ""))) {
      assertThat(look(source, THERE)).isInstanceOf(Lookup.NotFound.class);
    }
  }

  @Test
  void lookUp_oddValue_isGivenWholeOrSaidToBeInvalid() throws Exception {
    List<String> odd =
        List.of("tab\tand \u0001 in it", "gr\u00fc\u00dfe \ud83d\udd11", "x".repeat(1 << 20));
    for (String text : odd) {
      try (SecretResolver source = holding(Map.of("crm.token", text))) {
        Lookup answer = look(source, THERE);
        if (answer instanceof Lookup.Found found) {
          assertThat(found.value().equals(text)).as("the value is whole").isTrue();
        } else {
          assertThat(answer)
              .isInstanceOfSatisfying(
                  Lookup.Failed.class,
                  failed -> assertThat(failed.failure()).isEqualTo(Lookup.Failure.INVALID));
        }
      }
    }
  }

  @Test
  void lookUp_specialCharacters_areGivenAsTheyAre() throws Exception {
    for (Map.Entry<String, String> special : SPECIAL.entrySet()) {
      String text = special.getValue();
      if (text.chars().anyMatch(character -> cannotCarry().indexOf(character) >= 0)) {
        continue;
      }
      try (SecretResolver source = holding(Map.of("crm.token", text))) {
        assertThat(look(source, THERE))
            .as("a value with %s; what cannot be stored, cannotCarry() says", special.getKey())
            .isInstanceOfSatisfying(
                Lookup.Found.class,
                found ->
                    assertThat(found.value())
                        .as("a value with %s", special.getKey())
                        .isEqualTo(text));
      }
    }
  }

  @Test
  void lookUp_oddLocator_isRefusedByPlaceOrAnswered() throws Exception {
    try (SecretResolver source = holding(Map.of("crm.token", value))) {
      for (String path : List.of("", " ", "..", "../../x", "a\u0000b", "\n", "x".repeat(10_000))) {
        for (Optional<String> field : List.of(Optional.<String>empty(), Optional.of("no#such"))) {
          SecretRef ref = new SecretRef.Locator("test", path, field, Map.of("odd", "1"));
          if (accepts(source, ref)) {
            assertThat(look(source, ref)).isNotInstanceOf(Lookup.Found.class);
          }
        }
      }
    }
  }

  private boolean accepts(SecretResolver source, SecretRef ref) {
    try {
      return !source.place(ref).name().isEmpty();
    } catch (IllegalArgumentException refused) {
      assertThat(refused).message().isNotBlank();
      canary.assertAbsentFrom(refused);
      return false;
    }
  }

  @Test
  void place_saysWhereAndHowToSet() throws Exception {
    try (SecretResolver source = holding(Map.of("crm.token", value))) {
      for (SecretRef ref : List.of(THERE, ABSENT)) {
        SecretPlace place = source.place(ref);
        assertThat(place.name()).isNotBlank();
        assertThat(place.toSet()).isNotBlank();
        assertThat(place).isEqualTo(source.place(ref));
        canary.assertAbsentFrom(
            named("SecretPlace.name", place.name()), named("SecretPlace.toSet", place.toSet()));
      }
      assertThat(source.place(THERE)).isNotEqualTo(source.place(ABSENT));
    }
  }

  @Test
  void lookUp_keyOfATenant_isGivenToNoOther() throws Exception {
    SecretRef.Key own = new SecretRef.Key("crm.token").of("a_b");
    try (SecretResolver source = holding(Map.of(own.name(), value))) {
      assertThat(look(source, own)).isNotInstanceOf(Lookup.Failed.class);
      for (String tenant : List.of("a-b", "A_B", "1x")) {
        SecretRef.Key other = new SecretRef.Key("crm.token").of(tenant);
        assertThat(source.place(other)).isNotEqualTo(source.place(own));
        assertThat(look(source, other))
            .as("%s, where only %s is there", other, own)
            .isInstanceOf(Lookup.NotFound.class);
      }
      assertThat(look(source, THERE)).isInstanceOf(Lookup.NotFound.class);
    }
  }

  @Test
  void locate_answersWithoutValues() throws Exception {
    try (SecretResolver source = holding(Map.of("crm.token", value))) {
      Map<SecretRef, Lookup> answers = source.locate(Set.of(THERE, ABSENT), TIME);
      assertThat(answers).containsOnlyKeys(THERE, ABSENT);
      assertThat(answers.get(THERE))
          .isInstanceOfSatisfying(
              Lookup.Found.class, found -> assertThat(found.value().isEmpty()).isTrue());
    }
  }

  @Test
  void lookUp_manyThreads_getTheSame() throws Exception {
    try (SecretResolver source = holding(Map.of("crm.token", value))) {
      List<CompletableFuture<Boolean>> looks = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        looks.add(
            CompletableFuture.supplyAsync(() ->
                look(source, THERE) instanceof Lookup.Found found && found.value().equals(value)));
      }
      assertThat(looks).allSatisfy(look -> assertThat(look.join()).isTrue());
    }
  }

  @Test
  void lookUp_sourceFails_saysSoAndNeverNotFound() throws Exception {
    assertFails(failing(), Lookup.Failure.values());
  }

  @Test
  void lookUp_storeIsMalformed_isInvalidAndNothingOfItIsShown() throws Exception {
    assertFails(malformed(value), Lookup.Failure.INVALID);
  }

  private void assertFails(Optional<SecretResolver> broken, Lookup.Failure... either) {
    if (!broken.isPresent()) {
      return; // the author says that it cannot happen
    }
    try (SecretResolver source = broken.get()) {
      for (Lookup answer :
          List.of(look(source, THERE), only(THERE, source.locate(Set.of(THERE), TIME)))) {
        assertThat(answer)
            .isInstanceOfSatisfying(
                Lookup.Failed.class,
                failed -> assertThat(failed.failure()).isIn((Object[]) either));
        canary.assertAbsentFrom(parts(answer));
      }
    }
  }

  @Test
  void shown_neverShowsAValue() throws Exception {
    SecretResolver source = holding(Map.of("crm.token", value));
    canary.assertAbsentFrom(source, provider());
    canary.assertAbsentFrom(parts(look(source, THERE)));
    canary.assertAbsentFrom(parts(look(source, ABSENT)));
    assertThatCode(
            () -> {
              source.close();
              source.close();
            })
        .doesNotThrowAnyException();
  }
}

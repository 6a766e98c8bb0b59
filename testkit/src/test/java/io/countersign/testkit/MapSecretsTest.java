package io.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.Live;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MapSecretsTest {
  private static final SecretRef TOKEN = new SecretRef.Key("crm.token");
  private static final SecretRef EMPTY = new SecretRef.Key("crm.empty");
  private static final SecretRef LOCATED =
      new SecretRef.Locator("map", "some/where", Optional.empty(), Map.of());

  private final MapSecrets secrets = new MapSecrets();
  private final SecretResolver source =
      secrets.create("map", new NoSettings(), TestContext.create());

  @Test
  void lookUp_putAndEmptyAndAbsent_answersEveryReference() {
    secrets.put("crm.token", "t").put("crm.empty", "");

    Map<SecretRef, Lookup> answers =
        source.lookUp(Set.of(TOKEN, EMPTY, LOCATED), Duration.ofSeconds(1));

    assertThat(answers).hasSize(3);
    assertThat(answers.get(TOKEN))
        .isInstanceOfSatisfying(Lookup.Found.class, it -> assertThat(it.value()).isEqualTo("t"));
    assertThat(answers.get(EMPTY)).isInstanceOf(Lookup.NotFound.class);
    assertThat(answers.get(LOCATED)).isInstanceOf(Lookup.NotFound.class);
    assertThat(secrets.batches()).containsExactly(Set.of(TOKEN, EMPTY, LOCATED));
  }

  @Test
  void place_locator_isItsPath() {
    assertThat(source.place(LOCATED).name()).isEqualTo("some/where");
  }

  private record NoSettings() implements Settings {
    @Override
    public <T> T get(Setting<T> setting) {
      throw new IllegalArgumentException(setting + " is not declared");
    }

    @Override
    public boolean has(Setting<?> setting) {
      return false;
    }

    @Override
    public Live<?> secrets() {
      return Live.of(this);
    }

    @Override
    public String path() {
      return "countersign.secrets.map";
    }
  }
}

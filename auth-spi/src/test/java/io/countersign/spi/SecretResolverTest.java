package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecretResolverTest {

  @Test
  void locate_bySourceThatOnlyLooksUp_givesNoValue() {
    SecretRef here = new SecretRef.Key("here");
    SecretRef gone = new SecretRef.Key("gone");
    Lookup notFound = new Lookup.NotFound(List.of(), List.of());
    SecretResolver source =
        new SecretResolver() {
          @Override
          public SecretPlace place(SecretRef ref) {
            return new SecretPlace("p", "s");
          }

          @Override
          public Map<SecretRef, Lookup> lookUp(Set<SecretRef> refs, Duration atMost) {
            return Map.of(
                here, new Lookup.Found("v", "p", Optional.of("1"), List.of()), gone, notFound);
          }
        };

    assertThat(source.locate(Set.of(here, gone), Duration.ofSeconds(1)))
        .containsEntry(here, new Lookup.Found("", "p", Optional.of("1"), List.of()))
        .containsEntry(gone, notFound);
  }
}

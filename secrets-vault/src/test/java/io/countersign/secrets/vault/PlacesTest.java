package io.countersign.secrets.vault;

import static io.countersign.secrets.vault.Source.key;
import static io.countersign.secrets.vault.Source.locator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.spi.SecretPlace;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a reference is looked up, without a server. */
class PlacesTest {
  private static Source source() {
    return Source.at(URI.create("https://vault.example:8200")).with("mount", "kv");
  }

  private static SecretPlace place(Source source, SecretRef ref) {
    try (SecretResolver open = source.open()) {
      return open.place(ref);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "crm.client-secret | kv/data/crm#client-secret | vault kv patch kv/crm client-secret=…",
        "a.b.c | kv/data/a/b#c | vault kv patch kv/a/b c=…",
        "token | kv/data/token#value | vault kv patch kv/token value=…",
      })
  void place_key_isPathAndField(String key, String name, String toSet) {
    assertThat(place(source(), key(key))).isEqualTo(new SecretPlace(name, toSet));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "acme/legacy#key | kv/data/acme/legacy#key",
        "acme/legacy | kv/data/acme/legacy#value",
        "acme/legacy#key?version=3 | kv/data/acme/legacy?version=3#key",
        "a b/%2F#x y | kv/data/a b/%2F#x y",
      })
  void place_locator_isPathAndField(String written, String name) {
    assertThat(place(source(), locator(written)).name()).isEqualTo(name);
  }

  @Test
  void place_version1_hasNoData() {
    assertThat(place(source().with("kv-version", "1"), key("crm.token")))
        .isEqualTo(new SecretPlace("kv/crm#token", "vault kv put kv/crm token=…"));
  }

  @Test
  void place_prefixNamespaceAndOddNames_areInTheCommand() {
    assertThat(
            place(
                    source().with("prefix", "apps/billing").with("namespace", "team a"),
                    key("crm.token"))
                .toSet())
        .isEqualTo("vault kv patch -namespace='team a' kv/apps/billing/crm token=…");
    assertThat(place(source(), locator("it's here#a b")).toSet())
        .isEqualTo("vault kv patch 'kv/it'\\''s here' 'a b'=…");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "a/../b", "a/./b", "../a", "a//b", "/a", "a/", " ", "a/ /b"})
  void place_pathThatTheServerWouldClean_isRefused(String path) {
    assertThatThrownBy(() -> place(source(), locator(path + "#x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a path ");
  }

  @Test
  void place_controlCharacters_areRefused() {
    for (String path : new String[] {"a\u0000b", "a\nb", "a\u007fb", "\ud800"}) {
      assertThatThrownBy(() ->
              place(source(), new SecretRef.Locator("vault", path, Optional.of("x"), Map.of())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a path holds no control characters");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a#x?version=",
        "a#x?version=0",
        "a#x?version=-1",
        "a#x?version=1.5",
        "a#x?stage=1",
        "a#x?version=1&stage=2",
        "a#x?version=9999999999"
      })
  void place_otherOptions_areRefused(String written) {
    assertThatThrownBy(() -> place(source(), locator(written)))
        .hasMessage("its one option is a version, as ?version=3");
  }

  @Test
  void place_versionOfVersion1_isRefused() {
    assertThatThrownBy(() -> place(source().with("kv-version", "1"), locator("a#x?version=1")))
        .hasMessage("a KV engine of version 1 keeps one version: leave out ?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "acme | kv/data/tenants/acme/crm#token | vault kv patch kv/tenants/acme/crm token=…",
        "a-b | kv/data/tenants/a-b/crm#token | vault kv patch kv/tenants/a-b/crm token=…",
        "A_B | kv/data/tenants/A_B/crm#token | vault kv patch kv/tenants/A_B/crm token=…",
        "a_b | kv/data/tenants/a_b/crm#token | vault kv patch kv/tenants/a_b/crm token=…",
        "1x | kv/data/tenants/1x/crm#token | vault kv patch kv/tenants/1x/crm token=…",
        "- | kv/data/tenants/-/crm#token | vault kv patch kv/tenants/-/crm token=…",
      })
  void place_keyOfATenant_isAPathOfItsOwn(String tenant, String name, String toSet) {
    assertThat(place(source(), new SecretRef.Key("crm.token").of(tenant)))
        .isEqualTo(new SecretPlace(name, toSet));
  }
}

package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginRulesTest {

  @ParameterizedTest
  @CsvFileSource(resources = "origins.csv", numLinesToSkip = 1)
  void covers_address_isWhatTheTableSays(String origin, String address, boolean covered) {
    assertThat(OriginRules.parse(List.of(origin)).covers(URI.create(address))).isEqualTo(covered);
  }

  /** What was covered first is remembered, and must not open the way for anything else. */
  @ParameterizedTest
  @CsvFileSource(resources = "origins.csv", numLinesToSkip = 1)
  void covers_afterAnAddressThatIsCovered_isWhatTheTableSays(
      String origin, String address, boolean covered) {
    OriginRules rules = OriginRules.parse(List.of("https://first.example/below", origin));
    for (String first :
        List.of("https://first.example/below/a", origin.replace("//*.", "//first.") + "/a")) {
      rules.covers(URI.create(first));
      assertThat(rules.covers(URI.create(address))).isEqualTo(covered);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://first.example/below/a",
        "https://first.example:8443/below/a",
        "https://first.example/below/../a",
        "https://first.example/belowa",
        "https://first.example/",
        "https://u:p@first.example/below/a",
        "https://other.example/below/a"
      })
  void covers_nearlyTheAddressOfBefore_isRefused(String address) {
    OriginRules rules = OriginRules.parse(List.of("https://first.example/below"));
    assertThat(rules.covers(URI.create("https://first.example/below/a"))).isTrue();
    assertThat(rules.covers(URI.create(address))).isFalse();
    assertThat(rules.covers(URI.create("https://FIRST.example:443/below/b"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api.acme.com",
        "//api.acme.com",
        "ftp://acme.com",
        "https://",
        "https://*.com",
        "https://*",
        "https://a*.acme.com",
        "https://*.10.0.0.1",
        "https://my_host.acme.com",
        "https://acme.com:0",
        "https://acme.com:70000",
        "https://acme.com/v1?x=1",
        "https://acme.com/v1/../v2",
        "https://acme.com/%2e%2e/v2",
        "http://api.acme.com",
        "http://127.0.0.1.acme.com",
        " https://acme.com",
        ""
      })
  void parse_noOrigin_saysWhichAndWhatIsExpected(String entry) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OriginRules.parse(List.of("https://fine.acme.com", entry)))
        .withMessageStartingWith(entry)
        .withMessageContaining("https");
  }

  @Test
  void parse_userInAnEntry_isNotShown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OriginRules.parse(List.of("https://u:s3cret@acme.com")))
        .withMessageContaining("@acme.com")
        .withMessageNotContaining("s3cret");
  }

  @Test
  void parse_nothing_saysSo() {
    assertThatIllegalArgumentException().isThrownBy(() -> OriginRules.parse(List.of()));
  }

  @Test
  void parse_anyAmongOthers_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OriginRules.parse(List.of("https://acme.com", "any")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://wherever.example/x", "http://localhost:1/", "http://127.8.9.1/"})
  void covers_any_isEverythingEncrypted(String address) {
    assertThat(OriginRules.any().covers(URI.create(address))).isTrue();
    assertThat(OriginRules.parse(List.of("any")).covers(URI.create(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://wherever.example/",
        "http://localhost.example/",
        "http://127.0.0.1.example/",
        "http://0127.0.0.1/",
        "http://127.0.0.01/",
        "http://notlocalhost/",
        "http://[::2]/",
        "https://user@wherever.example/",
        "mailto:a@b",
        "/relative"
      })
  void covers_anyButNotEncryptedOrWithAUser_isNot(String address) {
    assertThat(OriginRules.any().covers(URI.create(address))).isFalse();
  }

  @Test
  void covers_whateverIsAsked_allocatesNothing() {
    OriginRules rules =
        OriginRules.parse(List.of("https://*.other.com", "https://api.acme.com/v1"));
    URI address = URI.create("https://api.acme.com/v1/users?x=1");
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertThat(countCovered(rules, address, 1000)).isEqualTo(1000);
    long before = threads.getCurrentThreadAllocatedBytes();
    long afterNothing = threads.getCurrentThreadAllocatedBytes();
    countCovered(rules, address, 10_000);
    long after = threads.getCurrentThreadAllocatedBytes();
    assertThat(after - afterNothing).isLessThanOrEqualTo(afterNothing - before + 10_000);
  }

  private static int countCovered(OriginRules rules, URI address, int times) {
    int covered = 0;
    for (int i = 0; i < times; i++) {
      covered += rules.covers(address) ? 1 : 0;
    }
    return covered;
  }
}

package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireTest {
  @ParameterizedTest
  @CsvSource({
    "https://vault.acme, true",
    "HTTPS://vault.acme:8200/v1, true",
    "http://127.0.0.1:8200, true",
    "http://[::1]:8200, true",
    "http://vault.localhost, true",
    "http://vault.acme, false",
    "http://127.0.0.1.acme, false",
    "http:///x, false",
    "ftp://vault.acme, false",
    "/x, false"
  })
  void isProtected_httpsOrLoopback_isTrue(String address, boolean isProtected) {
    assertThat(Wire.isProtected(URI.create(address))).isEqualTo(isProtected);
  }
}

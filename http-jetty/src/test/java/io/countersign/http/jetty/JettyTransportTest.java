package io.countersign.http.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.HttpTransportProvider;
import io.countersign.testkit.contract.HttpTransportContract;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class JettyTransportTest extends HttpTransportContract {

  @Override
  protected HttpTransportProvider provider() {
    return ServiceLoader.load(HttpTransportProvider.class).findFirst().orElseThrow();
  }

  @Test
  void provider_isDiscovered() {
    assertThat(provider().type()).isEqualTo("jetty");
  }
}

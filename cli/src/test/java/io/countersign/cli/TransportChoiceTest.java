package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.countersign.AuthConfigException;
import io.countersign.Countersign;
import io.countersign.spi.HttpTransportProvider;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code countersign.http.transport}, where both transports are on the class path. */
class TransportChoiceTest {

  @Test
  void transport_isNotSaidWhereThereAreTwo_namesBoth() {
    assertThatThrownBy(() -> ask(getClass().getClassLoader(), ""))
        .isInstanceOf(AuthConfigException.class)
        .hasMessageContaining("countersign.http.transport")
        .hasMessageContaining("must say one of jdk, jetty");
  }

  @Test
  void transport_isNoneOfThem_namesBoth() {
    assertThatThrownBy(() -> ask(getClass().getClassLoader(), "transport = okhttp"))
        .isInstanceOf(AuthConfigException.class)
        .hasMessageContaining("unknown transport")
        .hasMessageContaining("jdk, jetty");
  }

  @Test
  void transport_itsJarIsNotThere_namesTheJar() {
    assertThatThrownBy(() -> ask(without("jetty"), "transport = jetty"))
        .isInstanceOf(AuthConfigException.class)
        .hasMessageContaining("add io.countersign:http-jetty");
    assertThatThrownBy(() -> ask(without("jdk"), "transport = jdk"))
        .isInstanceOf(AuthConfigException.class)
        .hasMessageContaining("add io.countersign:http-jdk");
  }

  @Test
  void transport_noneIsThere_namesBothJars() {
    assertThatThrownBy(() -> ask(without("http"), ""))
        .isInstanceOf(AuthConfigException.class)
        .hasMessageContaining("io.countersign:http-jdk or io.countersign:http-jetty");
  }

  @Test
  void transport_oneIsThere_needsNotBeSaid() throws IOException {
    for (String absent : List.of("jdk", "jetty")) {
      assertThat(ask(without(absent), "")).isEqualTo(1);
    }
  }

  /** Returns how many calls arrived. */
  private static int ask(ClassLoader loader, String http) throws IOException {
    try (LoopbackApi api = new LoopbackApi().on("/", LoopbackApi.status(204));
        Countersign countersign =
            Countersign.builder()
                .classLoader(loader)
                .provider(new Asking())
                .of(
                    ConfigFactory.parseString(
                        "countersign { http { "
                            + http
                            + " }, authenticators.a { type = asking, url = \""
                            + api.uri()
                            + "\" } }"))) {
      countersign.authenticator("a");
      return api.got().size();
    }
  }

  /** Returns a loader to which the jars with this word in their names bring no transport. */
  private static ClassLoader without(String word) {
    return new ClassLoader(TransportChoiceTest.class.getClassLoader()) {
      @Override
      public Enumeration<URL> getResources(String name) throws IOException {
        Enumeration<URL> all = super.getResources(name);
        return name.endsWith(HttpTransportProvider.class.getName())
            ? Collections.enumeration(
                Collections.list(all).stream()
                    .filter(url ->
                        !url.getPath().replaceAll(".*/(http-[a-z]+)/.*", "$1").contains(word))
                    .toList())
            : all;
      }
    };
  }
}

package io.countersign.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.ConfigFactory;
import io.countersign.AuthConfigException;
import io.countersign.Countersign;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Setting;
import io.countersign.testkit.RecordingTransport;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderTest {

  @Test
  void settings_allOfThem_areDescribed() {
    described(new SessionProvider().settings());
  }

  private static void described(List<Setting<?>> settings) {
    for (Setting<?> setting : settings) {
      assertThat(setting.description()).as(setting.name()).isNotBlank().doesNotEndWith(".");
      described(setting.inner());
    }
  }

  @Test
  void module_provides_whatTheServicesFileNames() throws Exception {
    Path classes =
        Path.of(SessionProvider.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Optional<ModuleReference> module = ModuleFinder.of(classes).find("io.countersign.session");
    List<String> named =
        Files.readAllLines(classes.resolve("META-INF/services/" + AuthProvider.class.getName()));

    assertThat(module.orElseThrow().descriptor().provides())
        .singleElement()
        .satisfies(provides -> assertThat(provides.providers()).containsExactlyElementsOf(named));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "in = \"header X\"                                     | login",
        "login { url = \"https://l.example/\", token = \"json /id\" } | in  String: 1: is missing",
        "in = \"header X\", login { token = \"json /id\" }       | login.url",
        "in = \"header X\", login { url = \"https://l.example/\" } | login.token",
        "in = \"header X\", login { url = \"https://l.example/\", token = id }"
            + " | must be a place in the reply: json /POINTER, header NAME or cookie NAME",
        "in = \"header X\", login { url = \"https://l.example/\", token = \"json /id\", method = \"P T\" }"
            + " | must be an HTTP method in capitals, as POST",
        "in = \"header X\", login { url = \"https://l.example/\", token = \"json /id\", status = [2xx] }"
            + " | must be an HTTP status, as 403",
        "in = \"header X\", renew-on = [600], login { url = \"https://l.example/\", token = \"json /id\" }"
            + " | must be an HTTP status, as 403",
        "in = \"header X\", login { url = \"https://l.example/\", token = \"json /id\", failed-on = \"\" }"
            + " | must be a text of one character or more",
        "in = \"header X\", login { url = \"https://l.example/\", token = \"json /id\", method = GET, form { a = b } }"
            + " | form a needs a body, and a GET request has none to put it in",
        "in = \"header X\", login { url = \"https://l.example/\", token = \"json /id\", form { a = b }, json { c = d } }"
            + " | form a and json /c cannot both go on one request",
        "in = \"header X\", token = \"{{crm.p}}\", logout { url = \"https://l.example/\" }"
            + " | logout ends what login began",
        "in = \"header X\", login { url = \"https://l.example/\", token = \"json /id\" },"
            + " logout { url = \"https://l.example/\", method = GET, form { a = \"{{self}}\" } }"
            + " | form a needs a body",
        "in = \"header X\", token = \"{{crm.crlf}}\"            | header X cannot carry its value",
        "in = \"header X\", on-outage = sleep, token = \"{{crm.p}}\" | must be one of fail, wait",
      })
  void ready_blockThatCannotBe_isInTheReport(String block, String what) {
    try (Bench bench =
        new Bench(new RecordingTransport(), block)
            .secret("crm.p", "s3cr3t")
            .secret("crm.crlf", "s3cr3t\r\nX: y")) {
      AuthConfigException report =
          catchThrowableOfType(AuthConfigException.class, bench.countersign::ready);

      assertThat(report).isNotNull().hasMessageContaining(what);
      assertThat(report.getMessage()).doesNotContain("s3cr3t");
    }
  }

  @Test
  void ready_noOrigins_isInTheReportThoughTheBlockHoldsNoSecret() {
    String block =
        "countersign.authenticators.crm { type = session, in = \"header X\","
            + " login { url = \"https://l.example/\", token = \"json /id\" } }";
    try (Countersign countersign =
        Countersign.builder()
            .transport(new RecordingTransport())
            .of(ConfigFactory.parseString(block))) {
      assertThatThrownBy(countersign::ready)
          .isInstanceOf(AuthConfigException.class)
          .hasMessageContaining("is missing; list where its secrets may go");
    }
  }
}

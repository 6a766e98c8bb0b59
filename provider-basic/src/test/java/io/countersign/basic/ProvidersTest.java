package io.countersign.basic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.ConfigFactory;
import io.countersign.AuthConfigException;
import io.countersign.Countersign;
import io.countersign.Types;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Setting;
import io.countersign.testkit.MapSecrets;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProvidersTest {

  @Test
  void types_classPath_hasThem() {
    Types types = Countersign.builder().types();

    assertThat(types.broken()).isEmpty();
    assertThat(types.found())
        .filteredOn(type -> type.kind() == Types.Kind.AUTHENTICATOR)
        .extracting(Types.Type::name)
        .containsExactlyInAnyOrder(
            "none", "http-basic", "bearer", "api-key", "hmac", "composite", "selective");
  }

  @Test
  void settings_everyProvider_areDescribed() {
    for (AuthProvider provider : ServiceLoader.load(AuthProvider.class)) {
      for (Setting<?> setting : provider.settings()) {
        assertThat(setting.description())
            .as("%s of %s", setting.name(), provider.type())
            .isNotBlank()
            .doesNotEndWith(".");
      }
      assertThat(provider.settings()).extracting(Setting::name).doesNotHaveDuplicates();
    }
  }

  @Test
  void module_provides_whatTheServicesFileNames() throws Exception {
    Path classes =
        Path.of(BearerProvider.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    ModuleReference module = ModuleFinder.of(classes).find("io.countersign.basic").orElseThrow();
    List<String> named =
        Files.readAllLines(classes.resolve("META-INF/services/" + AuthProvider.class.getName()));

    assertThat(module.descriptor().provides()).hasSize(1);
    assertThat(module.descriptor().provides().iterator().next().providers())
        .containsExactlyElementsOf(named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type = bearer, token = \"{{k.t}}\", in = \"headers X\" | must be a place: header NAME",
        "type = bearer, token = \"{{k.t}}\", in = \"header X Y\" | must be a place: header NAME",
        "type = api-key, key = \"{{k.t}}\" | in  String: 2: is missing",
        "type = http-basic, username = u, password = \"{{k.t}}\", charset = latin1"
            + " | must be one of UTF-8, ISO-8859-1",
        "type = api-key, key = \"{{k.t}}\", in = \"query k\", query { k = x }"
            + " | query k and query k cannot both go on one request",
        "type = api-key, key = \"{{k.t}}\", in = \"query k\", headers { \"X Y\" = x }"
            + " | header \"X Y\" is no name of a header",
        "type = api-key, key = \"{{k.t}}\", in = \"query k\", json { a = {} }"
            + " | json /a is an empty object",
        "type = api-key, key = \"{{k.t}}\", in = \"form k\", json { a = x }"
            + " | form k and json /a cannot both go on one request",
        "type = none, token = x | token",
      })
  void ready_blockThatCannotBe_isInTheReport(String block, String what) {
    try (Countersign countersign =
        Countersign.builder()
            .resolver(new MapSecrets().put("k.t", "s3cr3t"))
            .of(
                ConfigFactory.parseString(
                        "countersign.secrets.priority = [map]\n"
                            + "countersign.authenticators.row { origins = any, "
                            + block
                            + " }")
                    .resolve())) {
      AuthConfigException report =
          catchThrowableOfType(AuthConfigException.class, () -> countersign.ready("row"));

      assertThat(report).isNotNull().hasMessageContaining(what);
      assertThat(report.getMessage()).doesNotContain("s3cr3t");
    }
  }
}

package io.countersign.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may see whom; {@code docs/architecture.md} says why. */
class ArchitectureTest {
  private static final String SPI = "io.countersign";
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(SPI);

  @Test
  void rules_seeEveryModule() {
    assertThat(OURS)
        .extracting(type -> type.getPackageName())
        .contains(
            SPI,
            SPI + ".spi",
            SPI + ".internal",
            SPI + ".basic",
            SPI + ".jwt",
            SPI + ".oauth2",
            SPI + ".session",
            SPI + ".aws",
            SPI + ".secrets.env",
            SPI + ".secrets.file",
            SPI + ".secrets.vault",
            SPI + ".secrets.aws",
            SPI + ".http.jdk",
            SPI + ".http.jetty",
            SPI + ".cli");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "basic",
        "jwt",
        "oauth2",
        "session",
        "aws",
        "secrets.env",
        "secrets.file",
        "secrets.vault",
        "secrets.aws",
        "http.jdk",
        "http.jetty"
      })
  void module_seesTheSpiAndNoSibling(String module) {
    noClasses()
        .that()
        .resideInAPackage(SPI + "." + module + "..")
        .should()
        .dependOnClassesThat(
            com.tngtech.archunit.base.DescribedPredicate.describe(
                "are of another module of ours, auth-spi aside",
                type ->
                    type.getPackageName().startsWith(SPI + ".")
                        && !type.getPackageName().startsWith(SPI + "." + module)
                        && !isKeyReader(module, type.getPackageName())
                        && !type.getPackageName().equals(SPI + ".spi")))
        .check(OURS);
  }

  /** The one exception: a client authenticates itself by keys, which provider-jwt reads. */
  private static boolean isKeyReader(String module, String packageName) {
    return Set.of("oauth2", "secrets.vault").contains(module) && packageName.equals(SPI + ".jwt");
  }

  @Test
  void authSpi_seesNoneOfTheOthers() {
    noClasses()
        .that()
        .resideInAnyPackage(SPI, SPI + ".spi", SPI + ".internal..")
        .should()
        .dependOnClassesThat(
            com.tngtech.archunit.base.DescribedPredicate.describe(
                "are of another module of ours",
                type ->
                    type.getPackageName().startsWith(SPI + ".")
                        && !type.getPackageName().equals(SPI + ".spi")
                        && !type.getPackageName().startsWith(SPI + ".internal")))
        .check(OURS);
  }

  @Test
  void internal_isUsedByAuthSpiAlone() {
    classes()
        .that()
        .resideInAPackage(SPI + ".internal..")
        .should()
        .onlyHaveDependentClassesThat()
        .resideInAnyPackage(SPI, SPI + ".spi", SPI + ".internal..")
        .check(OURS);
  }

  @Test
  void standardStreams_areUsedByTheCommandAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage(SPI + ".cli..")
        .should(ACCESS_STANDARD_STREAMS)
        .check(OURS);
  }
}

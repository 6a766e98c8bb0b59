package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cli.Desk.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathTest {
  @TempDir private Path folder;
  private Desk desk;

  @BeforeEach
  void sitDown() {
    desk =
        new Desk(folder).configuration("authenticators { crm { type = custom, origins = any } }");
  }

  private ProviderJar jar() {
    return new ProviderJar(folder);
  }

  @Test
  void jar_broken_isToldAndNotPassedOver() {
    desk.file("broken.jar", "no jar at all");

    Run run = desk.run("check", "--class-path", "broken.jar");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("--class-path: broken.jar is no jar, or is broken");
  }

  @Test
  void jar_beforeOrAfterTheCommand_isFound() {
    jar().provider("Custom", "custom", "").names("Custom").write("custom.jar");

    assertThat(desk.run("check").exit()).isEqualTo(3);
    assertThat(desk.run("check", "--class-path", "custom.jar").out())
        .isEqualTo("crm  ok  (custom)\n");
    assertThat(desk.run("--class-path", "custom.jar", "types").out())
        .containsPattern("custom +custom\\.jar");
  }

  @Test
  void jars_several_areAllFound() {
    jar().provider("One", "one", "").names("One").write("one.jar");
    jar().provider("Two", "two", "").names("Two").write("two.jar");

    Run run = desk.run("--class-path", "one.jar", "types", "--class-path", "two.jar");

    assertThat(run.out()).contains("one.jar", "two.jar");
  }

  @Test
  void jars_ofOneType_areAnErrorThatNamesBoth() {
    jar().provider("One", "custom", "").names("One").write("one.jar");
    jar().provider("Two", "custom", "").names("Two").write("two.jar");

    Run run = desk.run("check", "--class-path", "one.jar", "--class-path", "two.jar");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("one.jar", "two.jar", "custom");
  }

  private void survives(String broken, String cause) {
    jar().provider("Custom", "custom", "").names("Custom").write("custom.jar");

    Run check = desk.run("check", "--class-path", "broken.jar", "--class-path", "custom.jar");
    Run types = desk.run("types", "--class-path", "broken.jar", "--class-path", "custom.jar");

    assertThat(check.exit()).as(check.err()).isZero();
    assertThat(types.exit()).isZero();
    assertThat(types.out()).containsPattern("custom +custom\\.jar");
    assertThat(types.out().substring(types.out().indexOf("could not be loaded")))
        .contains(broken, "broken.jar")
        .containsIgnoringWhitespaces(cause);
  }

  @Test
  void broken_classMissing_isNamedAndTheRestIsFound() {
    jar().names("Nowhere").write("broken.jar");

    survives("jar.Nowhere", "the class is not in the jar");
  }

  @Test
  void broken_wrongType_isNamedAndTheRestIsFound() {
    jar().source("Other", "public class Other {}").names("Other").write("broken.jar");

    survives("jar.Other", "it is no AuthProvider");
  }

  @Test
  void broken_newerJava_isNamedAndTheRestIsFound() {
    jar().provider("Future", "future", "").names("Future").newerJava("Future").write("broken.jar");

    survives("jar.Future", "newer Java");
  }

  @Test
  void broken_constructorThrows_isNamedAndShowsNoMessage() {
    jar()
        .provider(
            "Bad", "bad", "public Bad() { throw new IllegalStateException(\"canary-inside\"); }")
        .names("Bad")
        .write("broken.jar");

    survives("jar.Bad", "its constructor threw java.lang.IllegalStateException");
  }

  @Test
  void broken_staticInitialiserThrows_isNamedAndShowsNoMessage() {
    jar()
        .provider(
            "Bad",
            "bad",
            "static final int X = Integer.parseInt(\"canary-inside\");\n"
                + "public Bad() { System.identityHashCode(X); }")
        .names("Bad")
        .write("broken.jar");

    survives("jar.Bad", "its static initialiser threw java.lang.NumberFormatException");
  }

  @Test
  void broken_superclassMissing_isNamedAndTheRestIsFound() {
    jar()
        .source("Base", "public abstract class Base {}")
        .source(
            "Bad",
            "public class Bad extends Base implements AuthProvider {\n"
                + "public String type() { return \"bad\"; }\n"
                + "public List<Setting<?>> settings() { return List.of(); }\n"
                + "public Authenticator create(Settings s, AuthContext c) {\n"
                + "return Authenticator.none(); } }")
        .names("Bad")
        .without("Base")
        .write("broken.jar");

    survives("jar.Bad", "jar.Base");
  }

  @Test
  void broken_noPublicConstructor_isNamedAndTheRestIsFound() {
    jar().provider("Bad", "bad", "Bad(int x) {}").names("Bad").write("broken.jar");

    survives("jar.Bad", "no public constructor");
  }

  @Test
  void broken_servicesSyntax_isNamedAndTheRestIsFound() {
    jar().service("AuthProvider", "this is no class").write("broken.jar");

    survives("broken.jar", "line that names no class");
  }

  @Test
  void broken_typeThatIsAskedFor_saysWhyItIsNotThere() {
    jar()
        .provider("Custom", "custom", "public Custom() { throw new IllegalStateException(); }")
        .names("Custom")
        .write("broken.jar");

    Run run = desk.run("check", "--class-path", "broken.jar");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("unknown type \"custom\"", "jar.Custom", "broken.jar");
  }

  @Test
  void provider_settingsThrow_isToldForTheBlock() {
    jar()
        .source(
            "Bad",
            "public class Bad implements AuthProvider {\n"
                + "public String type() { return \"custom\"; }\n"
                + "public List<Setting<?>> settings() {"
                + " throw new IllegalStateException(\"canary-inside\"); }\n"
                + "public Authenticator create(Settings s, AuthContext c) { return null; } }")
        .names("Bad")
        .write("broken.jar");

    Run run = desk.run("check", "--class-path", "broken.jar");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("application.conf: 2", "jar.Bad", "IllegalStateException");
  }

  @Test
  void provider_tokenCallFails_isLogin() {
    failing("AuthException.Category.TRANSIENT");

    assertThat(request()).isEqualTo(4);
  }

  @Test
  void provider_requestCannotCarryIt_isConfiguration() {
    failing("AuthException.Category.REQUEST");

    assertThat(request()).isEqualTo(3);
  }

  @Test
  void provider_throwsWhenAsked_isItsFaultAndShowsNoMessage() {
    custom("return request -> { throw new IllegalStateException(\"canary-inside\"); };");

    Run run = sent();

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("crm: its provider failed with java.lang.IllegalStateException");
  }

  @Test
  void provider_throwsAnError_isOneLineWithoutMessage() {
    custom("throw new AssertionError(\"canary-inside\");");

    Run run = sent();

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("a bug: java.lang.AssertionError at ", "jar.Bad.create");
  }

  private void failing(String category) {
    custom(
        "return request -> new Await(java.util.concurrent.CompletableFuture.failedFuture(\n"
            + "new AuthException("
            + category
            + ", \"the token call said no\")));");
  }

  private void custom(String create) {
    jar()
        .provider("Base", "base", "")
        .source(
            "Bad",
            "public class Bad extends Base { public String type() { return \"custom\"; }\n"
                + "public Authenticator create(Settings s, AuthContext c) {\n"
                + create
                + "\n} }")
        .names("Bad")
        .write("custom.jar");
  }

  private Run sent() {
    Run run =
        desk.run("request", "crm", "GET", "https://crm.example/", "--class-path", "custom.jar");
    assertThat(run.err()).hasLineCount(1);
    return run;
  }

  private int request() {
    Run run = sent();
    assertThat(run.err()).contains("crm: the token call said no");
    return run.exit();
  }

  @Test
  void source_thatThrows_isToldAsItsMistakeAndShowsNoMessage() {
    desk.variable("CRM_TOKEN", "canary-1")
        .configuration(
            "secrets { priority = [shaky, env] }",
            "authenticators { crm { type = bearer, origins = [\"https://crm.example\"] } }");
    jar()
        .source(
            "Shaky",
            "public class Shaky implements SecretResolverProvider, SecretResolver {\n"
                + "public String type() { return \"shaky\"; }\n"
                + "public List<Setting<?>> settings() { return List.of(); }\n"
                + "public SecretResolver create(String n, Settings s, AuthContext c) {"
                + " return this; }\n"
                + "public SecretPlace place(SecretRef ref) {"
                + " return new SecretPlace(ref.toString(), \"\"); }\n"
                + "public Map<SecretRef, Lookup> lookUp(Set<SecretRef> r, java.time.Duration d) {"
                + " throw new IllegalStateException(\"canary-inside\"); } }")
        .service("SecretResolverProvider", "jar.Shaky")
        .write("shaky.jar");

    Run run = desk.run("check", "--class-path", "shaky.jar");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err())
        .contains("shaky", "IllegalStateException", "mistake of the source", "not asked: env");
  }

  @Test
  void duration_bareNumber_isReported() {
    desk.configuration("authenticators { crm { type = custom, origins = any", "lifetime = 20 } }");
    jar()
        .source(
            "Timed",
            "public class Timed implements AuthProvider {\n"
                + "public String type() { return \"custom\"; }\n"
                + "public List<Setting<?>> settings() {"
                + " return List.of(Setting.duration(\"lifetime\")); }\n"
                + "public Authenticator create(Settings s, AuthContext c) {"
                + " return Authenticator.none(); } }")
        .names("Timed")
        .write("timed.jar");

    Run run = desk.run("check", "--class-path", "timed.jar");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("application.conf: 3", "lifetime", "20 min");
  }
}

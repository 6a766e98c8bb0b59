package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Types;
import io.countersign.Types.Broken;
import io.countersign.spi.AuthProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DiscoveryTest {
  @TempDir Path folder;
  private final List<URLClassLoader> loaders = new ArrayList<>();

  @AfterEach
  void closeLoaders() throws IOException {
    for (URLClassLoader loader : loaders) {
      loader.close();
    }
  }

  /** One way in which a jar can be broken. */
  record Fault(String name, UnaryOperator<JarMaker> breaking, String cause) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Fault> faults() {
    return Stream.of(
        new Fault(
            "class missing from the jar",
            jar -> jar.provider("x.Bad", "bad").without("x.Bad"),
            "the class is not in the jar"),
        new Fault(
            "not a subtype",
            jar -> jar.source("x.Bad", "package x; public class Bad { }"),
            "it is no AuthProvider, or one of another copy of auth-spi that another class loader"
                + " has"),
        new Fault(
            "no public constructor without parameters",
            jar -> jar.provider("x.Bad", "bad", "", "public Bad(int i) { }"),
            "it has no public constructor without parameters"),
        new Fault(
            "throwing constructor",
            jar ->
                jar.provider(
                    "x.Bad", "bad", "", "public Bad() { throw new RuntimeException(\"s3cr3t\"); }"),
            "its constructor threw java.lang.RuntimeException"),
        new Fault(
            "throwing static initialiser",
            jar ->
                jar.provider("x.Bad", "bad", "", "static final int I = Integer.parseInt(\"s3\");"),
            "its static initialiser threw java.lang.NumberFormatException"),
        new Fault(
            "missing superclass",
            jar ->
                jar.source("x.Base", "package x; public class Base { }")
                    .provider("x.Bad", "bad", "extends Base implements AuthProvider", "")
                    .without("x.Base"),
            "it needs the class x.Base, which is not there"),
        new Fault(
            "missing type in the signature of a constructor",
            jar ->
                jar.source("x.Base", "package x; public class Base { }")
                    .provider("x.Bad", "bad", "", "public Bad() { } public Bad(Base b) { }")
                    .without("x.Base"),
            "it needs the class x.Base, which is not there"),
        new Fault(
            "built for a newer Java",
            jar -> jar.provider("x.Bad", "bad").version("x.Bad", 200),
            "it was built for a newer Java than this one, which is "
                + Runtime.version().feature()));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void of_brokenProviderBetweenGoodOnes_findsThoseAndNamesJarAndCause(Fault fault)
      throws IOException {
    Path jar =
        fault
            .breaking()
            .apply(new JarMaker(folder))
            .provider("x.First", "first")
            .provider("x.Last", "last")
            .services("x.First", "x.Bad", "x.Last")
            .jar("acme-auth.jar");

    Discovery<AuthProvider> found = discover(jar);

    assertThat(found.types()).containsExactly("first", "last");
    assertThat(found.broken())
        .containsExactly(
            new Broken(Types.Kind.AUTHENTICATOR, "x.Bad", "acme-auth.jar", fault.cause()));
  }

  @Test
  void of_malformedServicesFile_findsOtherJarsAndSaysWhyItsOwnAreLost() throws IOException {
    Path before = one("a.A", "before").jar("before.jar");
    Path broken =
        new JarMaker(folder).provider("x.X", "lost").services("x.X", "two words").jar("broken.jar");
    Path after = one("c.C", "after").jar("after.jar");

    Discovery<AuthProvider> found = discover(before, broken, after);

    assertThat(found.types()).containsExactly("after", "before");
    assertThat(found.broken())
        .containsExactly(
            new Broken(
                Types.Kind.AUTHENTICATOR,
                "x.X",
                "broken.jar",
                "its services file has a line that names no class"));
  }

  @Test
  void of_oneClassNamedTwice_findsItOnce() throws IOException {
    Path jar =
        new JarMaker(folder)
            .provider("x.X", "once")
            .services("x.X", "# a comment", "x.X # again")
            .jar("twice.jar");

    Discovery<AuthProvider> found = discover(jar, jar);

    assertThat(found.ofType("once")).hasSize(1);
    assertThat(found.broken()).isEmpty();
  }

  @Test
  void of_twoProvidersOfOneType_keepsBothAndTheClashNamesBothJars() throws IOException {
    Path acme = one("a.A", "same").jar("acme.jar");
    Path other = one("b.B", "same").jar("other.jar");

    Discovery<AuthProvider> found = discover(acme, other);

    assertThat(Discovery.clash("same", found.ofType("same")))
        .isEqualTo(
            "type same is provided twice: by a.A (acme.jar) and by b.B (other.jar); remove one of"
                + " the jars, or give the one you want to Countersign.builder()");
  }

  @Test
  void of_givenProviderOfADiscoveredType_winsAgainstTwo() throws IOException {
    Path acme = one("a.A", "same").jar("acme.jar");
    Path other = one("b.B", "same").jar("other.jar");
    Probe given = new Probe("same");

    Discovery<AuthProvider> found =
        Discovery.of(
            Types.Kind.AUTHENTICATOR,
            AuthProvider.class,
            loader(acme, other),
            AuthProvider::type,
            List.of(given));

    assertThat(found.ofType("same"))
        .extracting(Discovery.Candidate::provider)
        .containsExactly(given);
  }

  @ParameterizedTest
  @MethodSource("badTypes")
  void of_providerWhoseTypeIsNoName_isBroken(String body) throws IOException {
    Path jar =
        new JarMaker(folder)
            .provider("x.Base", "base")
            .source(
                "x.Bad",
                "package x; public class Bad extends Base { public String type() { "
                    + body
                    + " } }")
            .services("x.Bad", "x.Base")
            .jar("bad.jar");

    Discovery<AuthProvider> found = discover(jar);

    assertThat(found.types()).containsExactly("base");
    assertThat(found.broken())
        .containsExactly(
            new Broken(
                Types.Kind.AUTHENTICATOR,
                "x.Bad",
                "bad.jar",
                "its type() is no name of the form [a-z][a-z0-9-]*"));
  }

  static Stream<String> badTypes() {
    return Stream.of(
        "return \"Big Name\";",
        "return null;",
        "throw new IllegalStateException(\"s3cr3t\");",
        "throw new NoClassDefFoundError(\"s3cr3t\");");
  }

  @Test
  void of_classPathThatFailsForEver_endsAndSaysItOnce() {
    ClassLoader failing =
        new ClassLoader(getClass().getClassLoader()) {
          @Override
          public Enumeration<URL> getResources(String name) throws IOException {
            throw new IOException("s3cr3t");
          }
        };

    Discovery<AuthProvider> found =
        Discovery.of(
            Types.Kind.AUTHENTICATOR,
            AuthProvider.class,
            failing,
            AuthProvider::type,
            List.of(new Probe("given")));

    assertThat(found.types()).containsExactly("given");
    assertThat(found.broken()).hasSize(1);
    assertThat(found.broken().toString()).doesNotContain("s3cr3t");
  }

  private JarMaker one(String className, String type) {
    return new JarMaker(folder).provider(className, type).services(className);
  }

  private Discovery<AuthProvider> discover(Path... jars) throws IOException {
    return Discovery.of(
        Types.Kind.AUTHENTICATOR, AuthProvider.class, loader(jars), AuthProvider::type, List.of());
  }

  private ClassLoader loader(Path... jars) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      urls.add(jar.toUri().toURL());
    }
    URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), AuthProvider.class.getClassLoader());
    loaders.add(loader);
    return loader;
  }
}

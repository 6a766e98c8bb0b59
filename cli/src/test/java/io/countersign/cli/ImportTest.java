package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.countersign.cli.Desk.Run;
import io.countersign.testkit.Keys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every document below {@code src/test/resources/imports}, each with what is printed for it. With
 * {@code -Dgolden=write} what is printed now is written there, to be looked at before it is
 * committed.
 */
class ImportTest {
  private static final Path SHAPES = Path.of("src/test/resources/imports");
  private static final String EXPECTED = "expected.conf";
  private static final Pattern KEY = Pattern.compile("(?m)^# {3}(\\S+) \\(([A-Z0-9_]+)\\)");
  private static final Pattern PLAIN = Pattern.compile("(\\S+) = \\$\\{\\?([A-Z0-9_]+)}");
  private static final Pattern MEMBER = Pattern.compile("\\{\\{(\\S+) \\| json:/(\\w+)}}");

  /** Base64, and long enough for every HMAC. */
  private static final String DUMMY = "ZHVtbXktdmFsdWUtdGhhdC1pcy1sb25n".repeat(3);

  private static final Map<String, String> PLAIN_VALUES =
      Map.of(
          "auth-type", "oauth2.0",
          "server", "https://s.petstore.example",
          "host", "login.petstore.example",
          "instance-api-url", "https://metabase.example/api/");

  @TempDir private Path folder;
  private Desk desk;

  @BeforeEach
  void sitDown() {
    desk = new Desk(folder);
  }

  static Stream<Arguments> shapes() throws IOException {
    List<Arguments> shapes = new ArrayList<>();
    for (String kind : List.of("airbyte", "dlt", "openapi")) {
      try (Stream<Path> found = Files.list(SHAPES.resolve(kind))) {
        found.sorted().forEach(shape -> shapes.add(Arguments.of(kind, shape)));
      }
    }
    return shapes.stream();
  }

  private static Path document(Path shape) throws IOException {
    try (Stream<Path> files = Files.list(shape)) {
      return files.filter(file -> !file.endsWith(EXPECTED)).findFirst().orElseThrow();
    }
  }

  private Run imported(String kind, Path shape) throws IOException {
    Path document = document(shape);
    String name = document.getFileName().toString();
    desk.file(name, Files.readString(document));
    return desk.run("import", kind, name, "--name", "petstore");
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void import_document_printsWhatIsExpected(String kind, Path shape) throws IOException {
    Run run = imported(kind, shape);

    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isZero();
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 200);
    Path expected = shape.resolve(EXPECTED);
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(expected, run.out());
    }
    assertThat(run.out()).isEqualTo(Files.readString(expected));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void import_document_isReadByCountersign(String kind, Path shape) throws Exception {
    String printed = imported(kind, shape).out();
    Config parsed = ConfigFactory.parseString(printed);
    assertThat(parsed.getObject("countersign.authenticators")).isNotEmpty();
    desk.file("application.conf", set(printed));

    Run check = desk.run("check");

    if (printed.replaceAll("(?m)^#.*$", "").contains("not-imported")) {
      assertThat(check.exit()).as(check.err()).isEqualTo(3);
    } else if (printed.contains("\"http://")) {
      assertThat(check.err()).contains("is http");
    } else if (printed.contains("by-presence = true") && check.exit() != 0) {
      assertThat(check.err()).contains("have all their secrets; only one can be meant");
    } else {
      assertThat(check.exit()).as(check.err()).isZero();
    }
  }

  /** Sets all that the result says must be set; plain settings are written into it. */
  private String set(String printed) throws Exception {
    String written =
        PLAIN
            .matcher(printed)
            .replaceAll(found ->
                found.group(1)
                    + " = \""
                    + PLAIN_VALUES.getOrDefault(found.group(1), "acme")
                    + "\"");
    Matcher keys = KEY.matcher(printed);
    while (keys.find()) {
      desk.variable(keys.group(2), value(keys.group(1), printed));
    }
    return written;
  }

  private static String value(String key, String printed) throws Exception {
    String signer =
        printed.contains("RS256")
            ? Keys.pem(Keys.rsa())
            : printed.contains("ES256") ? Keys.pem(Keys.ec()) : DUMMY;
    if (printed.contains("{{" + key + " | json:")) {
      Map<String, String> members = new java.util.TreeMap<>();
      Matcher member = MEMBER.matcher(printed);
      while (member.find()) {
        members.put(member.group(2), member.group(2).equals("private_key") ? signer : "x");
      }
      return Json.of(members);
    }
    return key.endsWith("private-key") ? signer : key.endsWith("expires") ? "1900000000" : DUMMY;
  }

  @Test
  void shapes_areMany() throws IOException {
    assertThat(shapes().count()).isGreaterThanOrEqualTo(120);
  }

  /** Whatever is cut out of a document or doubled in it: a configuration, or one error. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void import_brokenDocument_isReadOrRefusedInOneLine(String kind, Path shape) throws IOException {
    Path document = document(shape);
    String text = Files.readString(document);
    String name = document.getFileName().toString();
    Random random = new Random(text.hashCode());
    desk.file(name, text); // its secrets must not show, whatever becomes of it
    for (int i = 0; i < 40; i++) {
      int from = random.nextInt(text.length());
      int to = Math.min(text.length(), from + 1 + random.nextInt(30));
      String middle =
          switch (random.nextInt(4)) {
            case 0 -> "";
            case 1 -> text.substring(from, to).repeat(2);
            case 2 -> " [] ";
            default -> "{{";
          };
      desk.file(
          name,
          (text.substring(0, from) + middle + text.substring(to)).getBytes(StandardCharsets.UTF_8));
      Run run = desk.run("import", kind, name);
      assertThat(run.exit()).as(run.err()).isIn(0, 3);
      assertThat(run.err().lines().count()).isEqualTo(run.exit() == 0 ? 0 : 1);
    }
  }

  static Stream<Arguments> wrong() {
    String deep = "[".repeat(100_000);
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a%d: &a%d [".formatted(i, i))
          .append(String.join(", ", java.util.Collections.nCopies(10, "*a" + (i - 1))))
          .append("]\n");
    }
    String manifest = "streams:\n  - retriever:\n      requester:\n        type: HttpRequester\n";
    return Stream.of(
        Arguments.of("airbyte", "m.yaml", bomb.toString(), "m.yaml:7:", "through its aliases"),
        Arguments.of("airbyte", "m.yaml", "a: !!python/object:os.system x", "m.yaml:1:4", "a tag"),
        Arguments.of("airbyte", "m.yaml", "a: !mine {b: 1}", "m.yaml:1:4", "a tag"),
        Arguments.of("airbyte", "m.yaml", "a: &a [*a]", "m.yaml:1:8", "around it"),
        Arguments.of("airbyte", "m.yaml", deep, "m.yaml:1:102", "nested deeper"),
        Arguments.of("airbyte", "m.yaml", "a: 1\nb: 2\na: 3", "m.yaml:3:1", "second time"),
        Arguments.of("airbyte", "m.yaml", "a: 1\n---\nb: 2", "m.yaml:2:1", "second document"),
        Arguments.of("airbyte", "m.yaml", "a: [1, 2\nb: canary-x1", "m.yaml:", "neither YAML"),
        Arguments.of("airbyte", "m.yaml", "- a\n- b", "m.yaml:1:1", "names and values"),
        Arguments.of("airbyte", "m.yaml", "just words", "m.yaml:1:1", "names and values"),
        Arguments.of("airbyte", "m.yaml", "", "m.yaml:1:1", "is empty"),
        Arguments.of("airbyte", "m.yaml", "? [a]\n: b", "m.yaml:1:3", "a name is expected"),
        Arguments.of("airbyte", "m.yaml", "openapi: 3.0.0", "m.yaml:1:1", "import openapi"),
        Arguments.of("airbyte", "m.yaml", "type: Other\nstreams: []", "m.yaml:1:1", "its type"),
        Arguments.of("airbyte", "m.yaml", "streams: []", "m.yaml:1:1", "no requester"),
        Arguments.of(
            "airbyte", "m.yaml", "streams: '#/definitions/x'", "m.yaml:1:10", "is not there"),
        Arguments.of(
            "airbyte",
            "m.yaml",
            "streams: '#/definitions/x'\ndefinitions:\n  x: '#/definitions/y'\n  y: '#/definitions/x'",
            "m.yaml:4:",
            "#/definitions/x -> #/definitions/y -> #/definitions/x"),
        Arguments.of(
            "airbyte",
            "m.yaml",
            "streams: ['#/definitions/s']\ndefinitions: { s: { inner: '#/definitions/s' } }",
            "m.yaml:",
            "refers to itself"),
        Arguments.of(
            "airbyte",
            "m.yaml",
            manifest + "        authenticator: { $ref: other.yaml }",
            "m.yaml:5:",
            "in this document"),
        Arguments.of(
            "airbyte",
            "m.yaml",
            manifest
                + "        authenticator: '#/definitions/a'\ndefinitions: { a: { type:"
                + " SelectiveAuthenticator, authenticator_selection_path: [k], authenticators: { k:"
                + " '#/definitions/a' } } }",
            "m.yaml:",
            "refers to itself"),
        Arguments.of("dlt", "s.json", "{ \"a\": 1 }", "s.json:1:1", "no REST source"),
        Arguments.of(
            "openapi", "o.yaml", "openapi: 3.0.0\nsecurity: [key]", "o.yaml:2:12", "list of maps"),
        Arguments.of(
            "openapi", "o.yaml", "openapi: 3.0.0\nsecurity: key", "o.yaml:2:11", "list of maps"),
        Arguments.of("dlt", "s.toml", "a = canary-x2", "s.toml:1:5", "is not TOML"),
        Arguments.of("dlt", "s.toml", "a = " + "[".repeat(5000), "s.toml:1:", ""),
        Arguments.of("openapi", "o.yaml", "streams: []", "o.yaml:1:1", "no OpenAPI document"),
        Arguments.of(
            "openapi",
            "o.yaml",
            "openapi: 3.0.0\nsecurity: [{ nobody: [] }]",
            "o.yaml:2:12",
            "not among the declared"));
  }

  @ParameterizedTest(name = "{0} {3} {4}")
  @MethodSource("wrong")
  void import_wrongDocument_isOneErrorWithItsPlace(
      String kind, String file, String content, String place, String why) {
    desk.file(file, content);

    Run run = desk.run("import", kind, file);

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("countersign: " + place).contains(why).hasLineCount(1);
  }

  @Test
  void import_notUtf8_saysWhere() {
    byte[] latin = "name: ok\ntitle: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);
    desk.file("m.yaml", latin);

    assertThat(desk.run("import", "airbyte", "m.yaml").err())
        .isEqualTo("countersign: m.yaml:2:11: is not UTF-8; save the file as UTF-8\n");
  }

  @Test
  void import_fiftyMegabytes_areNotRead() {
    byte[] large = new byte[50 << 20];
    Arrays.fill(large, (byte) '#');
    desk.file("m.yaml", large);

    Run run = desk.run("import", "airbyte", "m.yaml");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("m.yaml: is larger than 16 MiB");
  }

  @Test
  void import_ofNoFileOrKindOrName_isUsage() {
    desk.file("m.yaml", "streams: []");

    assertThat(desk.run("import", "airbyte", "none.yaml").err())
        .contains("no such file: none.yaml");
    assertThat(desk.run("import", "airbyte", ".").exit()).isEqualTo(2);
    assertThat(desk.run("import", "postman", "m.yaml").err()).contains("airbyte, dlt, openapi");
    assertThat(desk.run("import", "airbyte", "m.yaml", "--name", "A b").exit()).isEqualTo(2);
    assertThat(desk.run("import").exit()).isEqualTo(2);
  }

  @Test
  void import_withoutName_takesThatOfTheDocumentOrItsFolder() throws IOException {
    String manifest = Files.readString(SHAPES.resolve("airbyte/bearer/manifest.yaml"));
    String api = Files.readString(SHAPES.resolve("openapi/bearer/openapi.yaml"));
    desk.file("source-pet_store/manifest.yaml", manifest)
        .file("9 Lives.yaml", manifest)
        .file("any.yaml", api.replace("Petstore", "Pet Store (v2)"));

    assertThat(desk.run("import", "airbyte", "source-pet_store/manifest.yaml").out())
        .contains("    pet-store {");
    assertThat(desk.run("import", "airbyte", "9 Lives.yaml").out()).contains("    lives {");
    assertThat(desk.run("import", "openapi", "any.yaml").out()).contains("    pet-store-v2 {");
  }

  /** Two secrets that stand there in plain are two keys, though their settings have one name. */
  @Test
  void import_twoPlainSecrets_areTwoKeys() {
    String requester =
        "  - { type: DeclarativeStream, name: %s, retriever: { requester: { type: HttpRequester,"
            + " url_base: \"https://%s.example\", authenticator: { type: BearerAuthenticator,"
            + " api_token: %s } } } }\n";
    desk.file(
        "m.yaml",
        "streams:\n"
            + requester.formatted("a", "a", "canary-one1")
            + requester.formatted("b", "b", "canary-two2"));

    String out = desk.run("import", "airbyte", "m.yaml", "--name", "x").out();

    assertThat(out).contains("{{x.token}}", "{{x.plain-2-token}}");
  }
}

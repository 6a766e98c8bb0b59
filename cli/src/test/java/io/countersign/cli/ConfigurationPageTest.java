package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import io.countersign.Countersign;
import io.countersign.Types;
import io.countersign.Types.Kind;
import io.countersign.cli.Desk.Run;
import io.countersign.spi.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code docs/configuration.md} says what the types declare, and its examples run. With {@code
 * -Ddocs=write} the tables are written anew.
 */
class ConfigurationPageTest {
  private static final Path FILE = Path.of("../docs/configuration.md");
  private static final Pattern VARIABLE = Pattern.compile("`([A-Z_]+)=([^`]+)`");
  private static final String CRM =
      "crm { type = bearer, origins = [\"https://api.example.com\"] }";

  @TempDir private Path folder;

  @Test
  void page_tables_areWhatTheTypesDeclare() throws IOException {
    String written = Files.readString(FILE);
    String should = new ConfigurationPage(written).with(types());
    if ("write".equals(System.getProperty("docs"))) {
      Files.writeString(FILE, should);
      written = should;
    }
    assertThat(written).isEqualTo(should);
    for (Types.Type type : types().found()) {
      assertThat(written).contains("<!-- type " + type.name() + " -->");
    }
    for (String block : types().common().keySet()) {
      assertThat(written).contains("<!-- common " + block + " -->");
    }
  }

  @Test
  void settings_all_areDescribed() {
    List<Setting<?>> all = new ArrayList<>();
    types().found().forEach(type -> all.addAll(type.settings()));
    types().common().values().forEach(all::addAll);
    assertThat(all).isNotEmpty().noneMatch(setting -> setting.description().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("authenticators")
  void example_authenticator_sendsWhatThePageSays(String type) throws IOException {
    String section = page().section(type);
    List<String> sends = ConfigurationPage.block(section, "http").lines().toList();
    boolean asks = section.contains("```json");
    byte[] reply =
        asks
            ? ConfigurationPage.block(section, "json").getBytes(StandardCharsets.UTF_8)
            : new byte[0];
    try (LoopbackApi api =
        new LoopbackApi()
            .on("/", LoopbackApi.status(200))
            .on("/oauth/token", LoopbackApi.bytes(200, reply))
            .on("/login", LoopbackApi.bytes(200, reply))) {
      Desk desk = desk(api, section, "", ConfigurationPage.block(section, "hocon"));
      Run run = desk.run("request", "crm", "GET", api.uri() + "/contacts");

      assertThat(run.err()).isEmpty();
      assertThat(run.exit()).isZero();
      assertThat("GET " + api.last().target()).isEqualTo(sends.get(0));
      for (String field : sends.subList(1, sends.size())) {
        String name = field.substring(0, field.indexOf(':'));
        assertCarries(name + ": " + api.last().header(name), field);
      }
      assertThat(api.last().headers().containsKey("Authorization"))
          .isEqualTo(sends.stream().anyMatch(field -> field.startsWith("Authorization")));
      if (asks) {
        assertCarries(api.got().get(0).body(), ConfigurationPage.block(section, "text").strip());
      }
    }
  }

  /** Dots stand for what is another each time. */
  private static void assertCarries(String sent, String field) {
    assertThat(sent)
        .matches(
            Stream.of(field.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".+")));
  }

  @ParameterizedTest
  @MethodSource("sources")
  void example_source_findsTheToken(String type) throws IOException {
    String section = page().section(type);
    try (LoopbackApi api = new LoopbackApi().on("/", LoopbackApi.status(200))) {
      String block = ConfigurationPage.block(section, "hocon");
      Desk desk = desk(api, section, block.replace("https://vault.example:8200", api.uri()), CRM);
      if (type.equals("vault")) {
        byte[] reply = ConfigurationPage.block(section, "json").getBytes(StandardCharsets.UTF_8);
        api.on("/v1/auth", LoopbackApi.status(403))
            .on("/v1/kv/data/crm", LoopbackApi.bytes(200, reply));
      }
      if (type.equals("aws")) {
        api.on("/aws", LoopbackApi.bytes(200, asAws(ConfigurationPage.block(section, "json"))));
        desk.variable("AWS_ENDPOINT_URL", api.uri() + "/aws");
      }
      Matcher file = Pattern.compile("in `([a-z.]+)`:\n").matcher(section);
      if (file.find()) {
        desk.file(file.group(1), ConfigurationPage.block(section, "toml"));
      }
      Run run = desk.run("request", "crm", "GET", api.uri() + "/");

      assertThat(run.err()).isEmpty();
      assertThat(api.last().header("Authorization")).isEqualTo("Bearer t0ken");
    }
  }

  /** Returns what Secrets Manager answers of a secret that holds this. */
  private static byte[] asAws(String secret) {
    return ConfigValueFactory.fromMap(Map.of("Name", "crm", "SecretString", secret))
        .render(ConfigRenderOptions.concise())
        .getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void example_transport_makesTheCall(String type) throws IOException {
    String section = page().section(type);
    try (LoopbackApi api = new LoopbackApi().on("/", LoopbackApi.status(204));
        Countersign countersign =
            Countersign.builder()
                .provider(new Asking())
                .of(
                    ConfigFactory.parseString(
                        "countersign {\n"
                            + ConfigurationPage.block(section, "hocon")
                            + "authenticators.a { type = asking, url = \""
                            + api.uri()
                            + "\" } }"))) {
      assertThat(countersign.authenticator("a")).isNotNull();
      assertThat(api.got()).hasSize(1);
      assertThat(api.last().header("User-agent").startsWith("Java-http-client"))
          .isEqualTo(type.equals("jdk"));
    }
  }

  @Test
  void example_tokens_areKeptInTheFolder() throws IOException {
    String section = page().below("## Tokens that outlive the process");
    String block = ConfigurationPage.block(section, "hocon").replace("/var/lib", folder.toString());
    try (Countersign countersign =
        Countersign.builder()
            .provider(new Keeping())
            .of(
                ConfigFactory.parseString(
                    "countersign {\n" + block + "authenticators.a { type = keeping } }"))) {
      assertThat(countersign.authenticator("a")).isNotNull();
      assertThat(folder.resolve("billing/tokens")).isNotEmptyDirectory();
    }
  }

  private Desk desk(LoopbackApi api, String section, String secrets, String block) {
    Desk desk =
        new Desk(folder)
            .configuration(
                secrets,
                "authenticators {\n" + block.replace("https://api.example.com", api.uri()) + "}");
    Matcher each = VARIABLE.matcher(section);
    while (each.find()) {
      desk.variable(each.group(1), each.group(2));
    }
    return desk;
  }

  private static ConfigurationPage page() throws IOException {
    return new ConfigurationPage(Files.readString(FILE));
  }

  private static Types types() {
    return Countersign.builder().types();
  }

  private static Stream<String> authenticators() {
    return named(Kind.AUTHENTICATOR);
  }

  private static Stream<String> sources() {
    return named(Kind.SECRETS);
  }

  private static Stream<String> transports() {
    return named(Kind.TRANSPORT);
  }

  private static Stream<String> named(Kind kind) {
    return types().found().stream().filter(type -> type.kind() == kind).map(Types.Type::name);
  }
}

package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.AuthException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlacingTest {
  private static final Placing BEARER = Placing.authorization("Bearer");
  private static final Placing TO_BE_SAID = Placing.toBeSaid();

  @ParameterizedTest
  @CsvSource({
    "header Authorization,        HEADER, Authorization,        Bearer tok",
    "header authorization,        HEADER, authorization,        Bearer tok",
    "header Proxy-Authorization,  HEADER, Proxy-Authorization,  Bearer tok",
    "header X-Token,              HEADER, X-Token,              tok",
    "query access_token,          QUERY,  access_token,         tok",
    "cookie sid,                  COOKIE, sid,                  tok",
    "form token,                  FORM,   token,                tok",
    "json /data/token,            JSON,   /data/token,          tok",
  })
  void place_schemeAndPlace_writesTheSchemeInAuthorizationOnly(
      String in, Place place, String name, String value) {
    assertThat(placed(BEARER, Map.of("in", in))).containsExactly(new Placement(place, name, value));
  }

  @Test
  void place_nothingSaid_isAuthorization() {
    assertThat(placed(BEARER, Map.of()))
        .containsExactly(new Placement(Place.HEADER, "Authorization", "Bearer tok"));
  }

  @Test
  void place_noScheme_writesTheCredentialAlone() {
    assertThat(placed(TO_BE_SAID, Map.of("in", "header Authorization")))
        .containsExactly(new Placement(Place.HEADER, "Authorization", "tok"));
  }

  @Test
  void place_value_writesItInItsOwnWay() {
    Template own =
        new Filling(words -> words.apply("self").map(self -> "Token token=\"" + self + '"'));

    assertThat(placed(BEARER, Map.of("in", "header X-A", "value", own)))
        .containsExactly(new Placement(Place.HEADER, "X-A", "Token token=\"tok\""));
  }

  @Test
  void place_textsBeside_goToTheirPlaces() {
    Map<String, TextTree> members = new LinkedHashMap<>();
    members.put("a/b~c", new TextTree.Text(literal("5")));
    members.put("n", new TextTree.Literal("-1.5"));
    members.put("o", new TextTree.Members(Map.of("p", new TextTree.Literal("null"))));

    assertThat(
            placed(
                TO_BE_SAID,
                Map.of(
                    "in", "header X-A",
                    "headers", Map.of("X-B", literal("1")),
                    "query", Map.of("q", literal("2")),
                    "cookies", Map.of("c", literal("3")),
                    "json", new TextTree.Members(members))))
        .containsExactly(
            new Placement(Place.HEADER, "X-A", "tok"),
            new Placement(Place.HEADER, "X-B", "1"),
            new Placement(Place.QUERY, "q", "2"),
            new Placement(Place.COOKIE, "c", "3"),
            new Placement(Place.JSON, "/a~1b~0c", "5"),
            new Placement(Place.JSON_LITERAL, "/n", "-1.5"),
            new Placement(Place.JSON_LITERAL, "/o/p", "null"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "header",
        "header ",
        "Header X",
        "body x",
        "header X Key",
        "header Content-Length",
        "cookie a;b",
        "json data/token",
        "json /~2",
        "X-Api-Key",
        "{{a.b}}"
      })
  void parse_wordThatIsNoPlace_isRefused(String word) {
    Setting<?> in = BEARER.settings().get(0);

    assertThatThrownBy(() -> in.parse(word)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void place_list_isWrittenWhole() {
    TextTree list =
        new TextTree.Items(
            List.of(
                new TextTree.Text(literal("a\"b")),
                new TextTree.Literal("1"),
                new TextTree.Items(List.of()),
                new TextTree.Members(Map.of("x\\y", new TextTree.Text(literal("z"))))));

    assertThat(placed(TO_BE_SAID, Map.of("in", "header X-A", "json", member("l", list))))
        .contains(new Placement(Place.JSON_LITERAL, "/l", "[\"a\\\"b\",1,[],{\"x\\\\y\":\"z\"}]"));
  }

  @Test
  void place_toBeSaidWithAScheme_writesTheSchemeInAuthorizationOnly() {
    Placing session = Placing.toBeSaid("Bearer");

    assertThat(placed(session, Map.of("in", "header Authorization")))
        .containsExactly(new Placement(Place.HEADER, "Authorization", "Bearer tok"));
    assertThat(placed(session, Map.of("in", "cookie sid")))
        .containsExactly(new Placement(Place.COOKIE, "sid", "tok"));
    assertThat(session.settings().get(0).presence()).isEqualTo(Setting.Presence.REQUIRED);
  }

  @Test
  void place_namesAndTreesThatDoNotFit_sayWhatToChange() {
    assertRefused(
        Map.of("headers", Map.of("X B", literal("1"))),
        "header \"X B\" is no name of a header (RFC 9110 §5.6.2 token): a space at position 2");
    assertRefused(
        Map.of("headers", Map.of("authorization", literal("1"))),
        "header Authorization and header authorization cannot both go on one request;"
            + " leave one of them out");
    assertRefused(
        Map.of("form", Map.of("f", literal("1")), "json", member("a", new TextTree.Literal("1"))),
        "form f and json /a cannot both go on one request; leave one of them out");
    assertRefused(
        Map.of("json", member("a", new TextTree.Items(List.of(new TextTree.Literal("1."))))),
        "json /a: a value without quotes must be a number, true, false or null, spelled as in"
            + " JSON");
    assertRefused(
        Map.of("json", member("a", new TextTree.Members(Map.of()))),
        "json /a is an empty object; leave it out, or put a text into it");
    assertRefused(
        Map.of("json", member("a", new TextTree.Literal("1."))),
        "json /a: a value without quotes must be a number, true, false or null, spelled as in"
            + " JSON");
    assertRefused(
        Map.of("json", new TextTree.Text(literal("1"))),
        "json must be an object; its members go into the body");
  }

  @Test
  void place_valueAtHandThatItsPlaceCannotCarry_isToldAtOnce() {
    Written settings = new Written(TO_BE_SAID, Map.of("in", "cookie sid"));

    assertThatThrownBy(() -> TO_BE_SAID.place(settings, Live.of("s3;cr3t")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cookie sid cannot carry its value: a semicolon at position 3; nothing was sent")
        .hasNoCause();
  }

  @Test
  void place_laterValueThatItsPlaceCannotCarry_failsWhenItIsAskedFor() {
    Changing self = new Changing("fits");
    Live<Credentials> live =
        TO_BE_SAID.place(new Written(TO_BE_SAID, Map.of("in", "cookie sid")), self);

    self.value = "s3;cr3t";

    assertThatThrownBy(live::now)
        .isInstanceOf(AuthException.class)
        .hasMessage(
            "cookie sid cannot carry its value: a semicolon at position 3; nothing was sent");
  }

  @Test
  void place_partThatChanges_isMadeAnewAndOnlyThen() {
    Changing self = new Changing("one");
    Live<Credentials> live =
        BEARER.place(new Written(BEARER, Map.of("query", Map.of("q", literal("2")))), self);
    Credentials first = Objects.requireNonNull(live.now());
    assertThat(live.now()).isSameAs(first);

    self.value = "two";

    assertThat(Objects.requireNonNull(live.now()).placements())
        .containsExactly(
            new Placement(Place.HEADER, "Authorization", "Bearer two"),
            new Placement(Place.QUERY, "q", "2"));
  }

  @Test
  void settings_anyPlacing_areDescribedAndNamedOnce() {
    List<Setting<?>> settings = TO_BE_SAID.after(Setting.secret("key"));

    assertThat(settings)
        .extracting(Setting::name)
        .containsExactly("key", "in", "value", "headers", "query", "cookies", "form", "json");
    assertThat(settings.subList(1, settings.size()))
        .allSatisfy(setting -> assertThat(setting.description()).isNotBlank().doesNotEndWith("."));
  }

  private static TextTree member(String name, TextTree value) {
    return new TextTree.Members(Map.of(name, value));
  }

  private static Template literal(String text) {
    return new Filling(words -> Live.of(text));
  }

  /** A text that is not for a request. */
  private record Filling(Function<Function<String, Live<String>>, Live<String>> filling)
      implements Template {
    @Override
    public Live<String> fill(Function<String, Live<String>> words) {
      return filling.apply(words);
    }

    @Override
    public Live<RequestText> perRequest() {
      throw new AssertionError("not asked for");
    }
  }

  private static List<Placement> placed(Placing placing, Map<String, Object> written) {
    Live<Credentials> live = placing.place(new Written(placing, written), Live.of("tok"));
    return Objects.requireNonNull(live.now()).placements();
  }

  private static void assertRefused(Map<String, Object> written, String message) {
    assertThatThrownBy(() -> placed(BEARER, written))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message)
        .hasNoCause();
  }

  /** The settings of a block, as the engine gives them. */
  private static final class Written implements Settings {
    private final Map<String, Object> values = new HashMap<>();

    Written(Placing placing, Map<String, Object> written) {
      Map<String, Object> open = new HashMap<>(written);
      for (Setting<?> setting : placing.settings()) {
        Object value = open.remove(setting.name());
        values.put(setting.name(), value(setting, value));
      }
      assertThat(open).isEmpty();
    }

    private static Object value(
        Setting<?> setting, @org.jspecify.annotations.Nullable Object value) {
      return switch (setting.shape()) {
        case WORD ->
            setting.parse((String) (value == null ? setting.otherwise().orElseThrow() : value));
        case TEXT -> Optional.ofNullable(value);
        case TEXTS -> value == null ? Map.of() : value;
        default -> value == null ? new TextTree.Members(Map.of()) : value;
      };
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T get(Setting<T> setting) {
      return (T) Objects.requireNonNull(values.get(setting.name()), setting.name());
    }

    @Override
    public boolean has(Setting<?> setting) {
      return values.containsKey(setting.name());
    }

    @Override
    public Live<?> secrets() {
      return Live.of(this);
    }

    @Override
    public String path() {
      return "countersign.authenticators.test";
    }
  }

  /** A credential that a test renews. */
  private static final class Changing implements Live<String> {
    private String value;

    Changing(String value) {
      this.value = value;
    }

    @Override
    public String now() {
      return value;
    }

    @Override
    public CompletionStage<String> get() {
      return CompletableFuture.completedFuture(value);
    }

    @Override
    public CompletionStage<String> refused(String refused) {
      return get();
    }
  }
}

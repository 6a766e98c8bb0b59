package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.Countersign;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Body;
import io.countersign.spi.Live;
import io.countersign.spi.Placing;
import io.countersign.spi.RequestPlacing;
import io.countersign.spi.RequestSigner;
import io.countersign.spi.RequestText;
import io.countersign.spi.RequestWords;
import io.countersign.spi.Secret;
import io.countersign.spi.Send;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import io.countersign.spi.Template;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing that can be printed shows a secret, raw, URL-encoded or in base64. */
final class CanaryTest {
  private static final String LOOKED_UP = "canary+looked/up=1";
  private static final String LITERAL = "canary+literal/of=2";
  private static final Setting<Secret> KEY = Setting.secret("key");
  private static final Setting<Secret> TEXT = Setting.text("text");
  private static final Placing PLACING = Placing.authorization("Bearer");

  private final LogCapture log = new LogCapture();
  private final List<String> printed = new ArrayList<>();

  @AfterEach
  void nothingShowsACanary() {
    log.close();
    printed.addAll(log.lines);
    assertThat(printed).isNotEmpty();
    for (String canary : List.of(LOOKED_UP, LITERAL)) {
      byte[] bytes = canary.getBytes(StandardCharsets.UTF_8);
      assertThat(printed)
          .allSatisfy(text ->
              assertThat(text)
                  .doesNotContain(
                      canary,
                      URLEncoder.encode(canary, StandardCharsets.UTF_8),
                      Base64.getEncoder().withoutPadding().encodeToString(bytes)));
    }
  }

  private void print(Object thing) {
    printed.add(String.valueOf(thing));
  }

  /** With its causes and what it suppressed. */
  private void print(Throwable thrown) {
    java.io.StringWriter all = new java.io.StringWriter();
    thrown.printStackTrace(new java.io.PrintWriter(all));
    printed.add(all.toString());
  }

  private static Countersign countersign(Probe probe, String body, String key) {
    return Countersign.builder()
        .provider(probe)
        .resolver(new FakeSource("env").holding("a.key", key))
        .of(
            Harness.conf(
                "countersign { secrets.priority = [env], authenticators.a { type = probe, origins ="
                    + " [\"https://api.example\"]\n"
                    + body
                    + "\n} }"));
  }

  private static Probe probe() {
    Probe probe = new Probe("probe", PLACING.after(KEY, TEXT).toArray(Setting<?>[]::new));
    return probe.making(settings ->
        io.countersign.Authenticator.carrying(PLACING.place(settings, settings.get(KEY))));
  }

  @Test
  void toString_everyTypeAlongTheWay_showsNoValue() {
    Probe probe = probe();
    Countersign countersign =
        countersign(
            probe,
            "text = \"" + LITERAL + " {{a.key}}\", headers { X-Y = \"" + LITERAL + "\" }",
            LOOKED_UP);

    AuthStep step =
        countersign
            .authenticator("a")
            .authenticate(
                AuthRequest.of("GET", URI.create("https://api.example/"), Map.of(), Body.none()));

    Settings settings = probe.made.get(0);
    assertThat(settings.get(TEXT).reveal()).isEqualTo(LITERAL + " " + LOOKED_UP);
    assertThat(step).isInstanceOf(Send.class);
    print(countersign);
    print(countersign.explain());
    print(countersign.types());
    print(countersign.authenticator("a"));
    print(settings);
    print(settings.get(KEY));
    print(settings.get(TEXT));
    print(settings.get(TEXT).provenance());
    print(settings.get(KEY).map(value -> value));
    print(probe.contexts.get(0));
    print(step);
    print(((Send) step).credentials());
    assertThat(settings.get(KEY)).hasToString("Secret[a.key from env]");
    assertThat(settings.get(TEXT)).hasToString("Secret[a.key from env]");
  }

  @Test
  void toString_whatSignsARequest_showsNoValue() {
    Setting<Template> sign = Setting.lines("sign", RequestWords.NAMES.toArray(new String[0]));
    Placing placing = Placing.perRequest();
    Probe probe = new Probe("probe", placing.after(KEY, sign).toArray(Setting<?>[]::new));
    countersign(probe, "sign = [\"{{a.key}}\", \"{{path}}\"], in = \"header X-S\"", LOOKED_UP)
        .ready();
    Settings settings = probe.made.get(0);
    AuthRequest request =
        AuthRequest.of("GET", URI.create("https://api.example/" + LITERAL), Map.of(), Body.none());
    RequestWords words = RequestWords.of(request, probe.contexts.get(0));
    RequestText text = Objects.requireNonNull(settings.get(sign).perRequest().now());
    RequestPlacing signing = placing.signing(settings, settings.get(sign));
    Live<RequestSigner> signers = signing.signers(Live.of(text::text), probe.contexts.get(0));

    assertThat(text.text(words)).isEqualTo(LOOKED_UP + "\n/" + LITERAL);
    print(words);
    print(text);
    print(signing);
    print(signers);
    print(Objects.requireNonNull(signers.now()));
    print(io.countersign.Authenticator.signing(signers, signing.needs()).authenticate(request));
  }

  @Test
  void ready_literalSecret_isWarnedOfWithoutItsValue() {
    Probe probe = probe();
    countersign(probe, "key = \"" + LITERAL + "\", text = x", LOOKED_UP).ready();

    assertThat(log.lines).hasSize(1);
    assertThat(probe.made.get(0).get(KEY)).hasToString("Secret[(literal)]");
  }

  @Test
  void ready_faultsOfEveryKind_showNoValue() {
    for (String body :
        List.of(
            "key = \"{" + LITERAL + "}\"",
            "key = \"<" + LITERAL + ">\"",
            "key = \"${" + LITERAL + "}\"",
            "key = \"{{" + LITERAL + "}}\"",
            "key = \"{{a|" + LITERAL + "}}\"",
            "key = \"" + LITERAL + "{{\"",
            "key = [\"" + LITERAL + "\"]",
            "key = { by = \"" + LITERAL + "\", x = 1 }",
            "text = \"{{a.key|json:/x}}\"",
            "in = \"" + LITERAL + "\"",
            "on-conflict = \"" + LITERAL + "\"",
            "headers = \"" + LITERAL + "\"",
            "type = \"" + LITERAL + "\"")) {
      Throwable thrown = catchThrowable(() -> countersign(probe(), body, LOOKED_UP).ready());
      assertThat(thrown).as(body).isInstanceOf(io.countersign.AuthConfigException.class);
      print(thrown);
      print(((io.countersign.AuthConfigException) thrown).problems());
      print(countersign(probe(), body, LOOKED_UP).explain());
    }
  }

  @Test
  void ready_providersThatRepeatWhatTheyWereGiven_showNoValue() {
    Probe repeating = new Probe("probe", KEY);
    repeating.making(settings -> {
      throw new IllegalArgumentException("bad key " + settings.get(KEY).reveal());
    });
    Probe failing = new Probe("probe", KEY);
    failing.making(settings -> {
      throw new IllegalStateException(settings.get(KEY).reveal());
    });
    for (Probe probe : List.of(repeating, failing)) {
      Throwable thrown = catchThrowable(() -> countersign(probe, "", LOOKED_UP).ready());
      assertThat(thrown).isInstanceOf(io.countersign.AuthConfigException.class);
      print(thrown);
    }
  }
}

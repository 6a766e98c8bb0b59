package io.countersign.examples.apis;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import io.countersign.Countersign;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Send;
import io.countersign.testkit.FakeTime;
import io.countersign.testkit.Keys;
import io.countersign.testkit.RecordingTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each file sends, byte for byte, with dummy secrets and nobody at the other end. */
class WireTest {
  /** The document of a service account, whose key is made here. */
  private static final String ACCOUNT =
      ConfigValueFactory.fromMap(
              Map.of(
                  "client_email", "reader@project.iam.gserviceaccount.com",
                  "private_key_id", "f00d",
                  "private_key", Keys.pem(Keys.rsa())))
          .render(ConfigRenderOptions.concise());

  @Test
  void files_areThoseOfTheCatalog() throws IOException {
    List<String> names = Catalog.read().names();

    assertThat(names).hasSize(98).doesNotHaveDuplicates();
    assertThat(found(Path.of("."), ".conf")).containsExactlyInAnyOrderElementsOf(names);
    assertThat(found(WireFile.FOLDER, ".txt")).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void files_together_areOneConfiguration() throws IOException {
    List<String> names = Catalog.read().names();
    Config all = ConfigFactory.empty();
    for (String name : names) {
      all = all.withFallback(ApiFile.of(name).with(""));
    }
    try (Countersign countersign = Countersign.of(all)) {
      assertThat(countersign.names()).containsExactlyInAnyOrderElementsOf(names);
    }
  }

  private static List<String> found(Path folder, String end) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(end))
          .map(name -> name.substring(0, name.length() - end.length()))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void file_comment_namesTheSecrets(String name) throws IOException {
    ApiFile file = ApiFile.of(name);

    assertThat(file.comment()).hasSizeBetween(1, 5);
    assertThat(file.block()).contains("countersign.authenticators {\n  " + name + " {\n");
    for (WireFile.Case each : WireFile.cases(name)) {
      assertThat(each.secrets().keySet())
          .allSatisfy(
              secret -> assertThat(String.join(" ", file.comment())).contains("`" + secret + "`"));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void file_request_isSentAsTheApiWantsIt(String name, WireFile.Case expected) throws Exception {
    RecordingTransport server = new RecordingTransport();
    expected.calls().forEach(call -> server.json(200, call.reply()));
    FakeTime time = new FakeTime();
    List<WireFile.Request> sent = new ArrayList<>();
    try (Countersign countersign =
        Countersign.builder()
            .environment(environment(expected))
            .transport(server)
            .time(time, time)
            .random(new Random(7))
            .of(ApiFile.of(name).with(expected.given()))
            .ready()) {
      for (WireFile.Request request : expected.requests()) {
        sent.add(new WireFile.Request(request.asked(), sent(countersign, name, request.asked())));
      }
    }

    assertThat(expected.requests()).isNotEmpty();
    assertThat(server.calls().stream().map(Shown::of).toList())
        .isEqualTo(expected.calls().stream().map(WireFile.Call::sent).toList());
    assertThat(sent).isEqualTo(expected.requests());
  }

  private static Map<String, String> environment(WireFile.Case expected) {
    Map<String, String> environment = new HashMap<>(expected.secrets());
    environment.replaceAll((name, value) -> value.equals("(service account)") ? ACCOUNT : value);
    return environment;
  }

  private static String sent(Countersign countersign, String name, String asked) throws Exception {
    AuthRequest request = Shown.read(asked);
    AuthStep step = countersign.authenticator(name).authenticate(request);
    while (step instanceof Await await) {
      step = await.step().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
    return Shown.of(request.with(((Send) step).credentials()));
  }

  private static List<String> names() throws IOException {
    return Catalog.read().names();
  }

  private static List<Object[]> cases() throws IOException {
    List<Object[]> cases = new ArrayList<>();
    for (String name : names()) {
      WireFile.cases(name).forEach(each -> cases.add(new Object[] {name, each}));
    }
    return cases;
  }
}

package io.countersign.cli;

import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.Explanation.Block;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Shows the quickstart's configuration at work, against an API that this process holds. */
@Command(
    name = "demo",
    description =
        "Starts a protected API on this machine, puts secrets into the environment, a TOML file and"
            + " a mounted folder, and sends one request for each authenticator of"
            + " examples/quickstart/application.conf.")
final class DemoCommand implements Callable<Integer> {
  private static final int PAUSE_MILLIS = 20;

  private final Invocation invocation;

  /** One request of the demo. */
  private record Call(String name, String method, String path, String body) {}

  private static final List<Call> CALLS =
      List.of(
          new Call("billing", "GET", "/invoices", ""),
          new Call("orders", "GET", "/orders", ""),
          new Call("metrics", "GET", "/metrics", ""),
          new Call("maps", "GET", "/tiles/7", ""),
          new Call("wiki", "GET", "/wiki/home", ""),
          new Call("search", "POST", "/search", "{\"text\": \"invoices\"}"),
          new Call("portal", "GET", "/profile", ""),
          new Call("jobs", "GET", "/jobs", ""),
          new Call("payments", "GET", "/payments", ""),
          new Call("crm", "GET", "/contacts", ""));

  /** The one that goes on, and for how long, so that its token is renewed more than once. */
  private static final Call LASTING = CALLS.get(CALLS.size() - 1);

  private static final Duration GOES_ON = DemoTokens.LIFETIME.multipliedBy(2);

  DemoCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    DemoSecrets secrets = DemoSecrets.random();
    try (DemoApi api = DemoApi.start(secrets);
        DemoFolder folder = DemoFolder.of(api.uri(), secrets);
        Countersign countersign =
            Countersign.builder()
                .environment(secrets.environment())
                .load(folder.configuration())
                .ready()) {
      DemoTable table = new DemoTable(folder.path());
      boolean all = true;
      for (Call call : CALLS) {
        int status = send(call, api.uri(), Api.client(countersign.authenticator(call.name())));
        Block block = countersign.explain(call.name()).authenticators().get(0);
        table.add(block, call.method() + " " + call.path(), status);
        all &= status == 200;
      }
      invocation.out().println(table);
      invocation.out().println();
      all &= goOn(api, countersign.authenticator(LASTING.name()));
      invocation.out().println("The configuration is examples/quickstart/application.conf.");
      return all ? ExitCode.OK : ExitCode.REFUSED;
    }
  }

  /** Sends one request after the other, and says what became of their tokens. */
  private boolean goOn(DemoApi api, Authenticator authenticator)
      throws IOException, InterruptedException {
    HttpClient client = Api.client(authenticator);
    long end = System.nanoTime() + GOES_ON.toNanos();
    int before = api.tokens();
    int sent = 0;
    int passed = 0;
    while (System.nanoTime() - end < 0) {
      passed += send(LASTING, api.uri(), client) == 200 ? 1 : 0;
      sent++;
      Thread.sleep(PAUSE_MILLIS);
    }
    invocation
        .out()
        .println(
            LASTING.name()
                + " for "
                + GOES_ON.toSeconds()
                + " s: "
                + passed
                + " of "
                + sent
                + " requests passed; its token of "
                + DemoTokens.LIFETIME.toSeconds()
                + " s came anew "
                + (api.tokens() - before)
                + " times.");
    invocation.out().println();
    return passed == sent;
  }

  private static int send(Call call, URI api, HttpClient client)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api.resolve(call.path())).timeout(Duration.ofSeconds(30));
    if (call.body().isEmpty()) {
      request.method(call.method(), BodyPublishers.noBody());
    } else {
      request
          .method(call.method(), BodyPublishers.ofString(call.body()))
          .header("Content-Type", "application/json");
    }
    return client.send(request.build(), BodyHandlers.discarding()).statusCode();
  }
}

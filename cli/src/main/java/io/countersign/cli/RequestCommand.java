package io.countersign.cli;

import io.countersign.Authenticator;
import io.countersign.Countersign;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends one request with the credentials of one authenticator. */
@Command(
    name = "request",
    description =
        "Sends one request as the authenticator NAME, follows redirects, and writes the body of the"
            + " response to stdout, byte by byte.",
    sortOptions = false)
final class RequestCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(index = "0", paramLabel = "NAME", description = "The authenticator.")
  private String name = "";

  @Parameters(index = "1", paramLabel = "METHOD", description = "GET, POST, …")
  private String method = "";

  @Parameters(
      index = "2",
      paramLabel = "URL-or-PATH",
      description = "A PATH, as /orders?page=2, goes to the one origin of the block.")
  private String target = "";

  @Option(
      names = {"-H", "--header"},
      paramLabel = "'NAME: VALUE'",
      description = "A header field; may be said more than once.")
  private List<String> headers = List.of();

  @Option(
      names = {"-d", "--data"},
      paramLabel = "BODY",
      description =
          "The body, or @FILE for that of a file. Its Content-Type is application/json if it starts"
              + " with { or [, else application/x-www-form-urlencoded, unless -H says another.")
  private @Nullable String data;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long to wait for the response; ${DEFAULT-VALUE} by default.")
  private int timeout;

  @Option(
      names = {"-v", "--verbose"},
      description = "Shows request and response on stderr, credentials redacted.")
  private boolean verbose;

  RequestCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (timeout < 1) {
      throw new UsageException("--timeout must be 1 second or more");
    }
    RequestBody body = data == null ? RequestBody.NONE : RequestBody.of(data, invocation);
    Trace trace = new Trace(invocation.err(), body);
    try (Countersign countersign =
        invocation.countersign(builder -> verbose ? builder.around(trace::around) : builder)) {
      Authenticator authenticator = countersign.authenticator(name);
      HttpRequest request =
          RequestLine.of(method, RequestLine.target(target, name, countersign), headers, body)
              .timeout(Duration.ofSeconds(timeout))
              .build();
      HttpResponse<InputStream> response =
          Api.client(authenticator).send(request, BodyHandlers.ofInputStream());
      if (verbose) {
        trace.rest(response);
      }
      return answer(response);
    }
  }

  private int answer(HttpResponse<InputStream> response) throws IOException {
    try (InputStream content = response.body()) {
      content.transferTo(invocation.surroundings().out());
    }
    invocation.surroundings().out().flush();
    if (response.statusCode() < 400) {
      return ExitCode.OK;
    }
    invocation.err().println("countersign: the API answered " + response.statusCode());
    return ExitCode.REFUSED;
  }
}

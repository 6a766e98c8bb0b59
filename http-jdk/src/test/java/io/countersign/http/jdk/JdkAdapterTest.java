package io.countersign.http.jdk;

import io.countersign.Authenticator;
import io.countersign.testkit.adapter.Adapter;
import io.countersign.testkit.adapter.AdapterContract;
import io.countersign.testkit.adapter.Answer;
import io.countersign.testkit.adapter.Ask;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** This adapter keeps the contract of adapters. */
class JdkAdapterTest extends AdapterContract {

  @Override
  protected Adapter adapter() {
    return (authenticator, options) -> {
      HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
      options.trust().ifPresent(builder::sslContext);
      return new Client(
          AuthenticatingHttpClient.of(
              builder,
              authenticator,
              options.followsRedirects() ? Redirect.NORMAL : Redirect.NEVER));
    };
  }

  private record Client(AuthenticatingHttpClient client) implements Adapter.Client {

    @Override
    public CompletableFuture<Answer> send(Ask ask) {
      CompletableFuture<HttpResponse<InputStream>> sent =
          client.sendAsync(request(ask), BodyHandlers.ofInputStream());
      CompletableFuture<Answer> answer = sent.thenApply(Client::answer);
      CompletableFuture<Answer> plain = new CompletableFuture<>();
      answer.whenComplete((value, failure) -> {
        if (failure == null) {
          plain.complete(value);
        } else {
          plain.completeExceptionally(failure.getCause() == null ? failure : failure.getCause());
        }
      });
      plain.whenComplete((value, failure) -> {
        if (plain.isCancelled()) {
          sent.cancel(true);
        }
      });
      return plain;
    }

    @Override
    public Answer sendAndWait(Ask ask) throws Exception {
      return answer(client.send(request(ask), BodyHandlers.ofInputStream()));
    }

    private static HttpRequest request(Ask ask) {
      HttpRequest.Builder request = HttpRequest.newBuilder(ask.uri());
      request.method(
          ask.method(),
          ask.body().map(body -> publisher(ask, body)).orElseGet(BodyPublishers::noBody));
      ask.headers().forEach(header -> request.header(header.name(), header.value()));
      ask.timeout().ifPresent(request::timeout);
      Optional<Authenticator> chosen = ask.chosen();
      HttpRequest built = request.build();
      return chosen.isPresent() ? AuthenticatingHttpClient.with(built, chosen.get()) : built;
    }

    private static BodyPublisher publisher(Ask ask, byte[] body) {
      return ask.oneShot()
          ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
          : BodyPublishers.ofByteArray(body);
    }

    private static Answer answer(HttpResponse<InputStream> response) {
      List<Object> shown = new ArrayList<>();
      for (Optional<HttpResponse<InputStream>> one = Optional.of(response);
          one.isPresent();
          one = one.get().previousResponse()) {
        shown.add(one.get());
        shown.add(one.get().uri());
        shown.add(one.get().request());
        shown.add(one.get().request().headers());
        shown.add(one.get().request().uri());
      }
      return new Answer(
          response.statusCode(), response.headers().map(), response.uri(), shown, response.body());
    }

    @Override
    public boolean isTimeout(Throwable failure) {
      return failure instanceof HttpTimeoutException;
    }

    @Override
    public void close() {
      client.shutdownNow();
    }

    @Override
    public String toString() {
      return client.toString();
    }
  }
}

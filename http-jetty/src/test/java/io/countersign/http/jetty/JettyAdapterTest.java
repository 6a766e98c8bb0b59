package io.countersign.http.jetty;

import io.countersign.Authenticator;
import io.countersign.testkit.adapter.Adapter;
import io.countersign.testkit.adapter.AdapterContract;
import io.countersign.testkit.adapter.Answer;
import io.countersign.testkit.adapter.Ask;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamRequestContent;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterAll;

/** This adapter keeps the contract of adapters, and leaves every connection in its pool. */
class JettyAdapterTest extends AdapterContract {
  private static final Map<Optional<SSLContext>, HttpClient> CLIENTS = new ConcurrentHashMap<>();

  @AfterAll
  static void stop() {
    CLIENTS.values().forEach(client -> LifeCycle.stop(client));
    CLIENTS.clear();
  }

  @Override
  protected Adapter adapter() {
    return (authenticator, options) ->
        new Client(
            AuthenticatingHttpClient.of(
                CLIENTS.computeIfAbsent(options.trust(), JettyAdapterTest::started), authenticator),
            options.followsRedirects());
  }

  private static HttpClient started(Optional<SSLContext> trust) {
    SslContextFactory.Client tls = new SslContextFactory.Client();
    trust.ifPresent(tls::setSslContext);
    ClientConnector connector = new ClientConnector();
    connector.setSslContextFactory(tls);
    HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(connector));
    LifeCycle.start(client);
    return client;
  }

  private record Client(AuthenticatingHttpClient client, boolean followsRedirects)
      implements Adapter.Client {

    @Override
    public CompletableFuture<Answer> send(Ask ask) {
      Request request = request(ask);
      CompletableFuture<Answer> answer = new CompletableFuture<>();
      InputStreamResponseListener listener =
          new InputStreamResponseListener() {
            @Override
            public void onHeaders(Response response) {
              super.onHeaders(response);
              answer.complete(Client.answer(response, getInputStream()));
            }

            @Override
            public void onComplete(Result result) {
              super.onComplete(result);
              if (result.isFailed()) {
                answer.completeExceptionally(result.getFailure());
              }
            }
          };
      request.send(listener);
      answer.whenComplete((value, failure) -> {
        if (answer.isCancelled()) {
          request.abort(new CancellationException());
        }
      });
      return answer;
    }

    @Override
    public Answer sendAndWait(Ask ask) throws Exception {
      try {
        ContentResponse response = request(ask).send();
        return answer(response, new ByteArrayInputStream(response.getContent()));
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof Exception happened) {
          throw happened;
        }
        throw failed;
      }
    }

    private Request request(Ask ask) {
      Request request = client.newRequest(ask.uri()).method(ask.method());
      request.followRedirects(followsRedirects);
      ask.headers()
          .forEach(header -> request.headers(fields -> fields.add(header.name(), header.value())));
      ask.body()
          .ifPresent(body ->
              request.body(
                  ask.oneShot()
                      ? new InputStreamRequestContent(
                          "application/octet-stream",
                          new ByteArrayInputStream(body),
                          ByteBufferPool.SIZED_NON_POOLING)
                      : new BytesRequestContent(body)));
      ask.timeout().ifPresent(time -> request.timeout(time.toMillis(), TimeUnit.MILLISECONDS));
      Optional<Authenticator> chosen = ask.chosen();
      return chosen.isPresent() ? AuthenticatingHttpClient.with(request, chosen.get()) : request;
    }

    private static Answer answer(Response response, InputStream body) {
      Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      for (HttpField field : response.getHeaders()) {
        headers.computeIfAbsent(field.getName(), none -> new ArrayList<>()).add(field.getValue());
      }
      Request request = response.getRequest();
      URI uri = request.getURI();
      return new Answer(
          response.getStatus(),
          headers,
          uri,
          List.of(response, request, uri, request.getHeaders(), request.getParams()),
          body);
    }

    @Override
    public boolean isTimeout(Throwable failure) {
      return failure instanceof TimeoutException;
    }

    @Override
    public boolean isBroken(Throwable failure) {
      return failure instanceof java.io.IOException
          || failure instanceof org.eclipse.jetty.client.HttpResponseException
          || failure instanceof org.eclipse.jetty.http.HttpException;
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
      return client.toString();
    }
  }
}

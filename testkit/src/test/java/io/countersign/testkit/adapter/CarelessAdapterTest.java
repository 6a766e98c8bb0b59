package io.countersign.testkit.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import io.countersign.Authenticator;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Body;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.HttpTransportProvider;
import io.countersign.spi.Send;
import io.countersign.spi.Settings;
import io.countersign.testkit.contract.HttpTransportContract;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The contracts of adapters and transports can fail: one that anybody might write fails them. */
class CarelessAdapterTest {

  private static Set<String> failed(DiscoverySelector... contract) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(contract)
        .execute()
        .testEvents()
        .failed()
        .stream()
        .map(event -> event.getTestDescriptor().getLegacyReportingName().replaceAll("\\(.*", ""))
        .collect(Collectors.toSet());
  }

  @Test
  void adapter_thatSetsAHeaderAndLetsTheClientDoTheRest_failsWhereItLosesAndLeaks() {
    List<String> scenarios =
        List.of(
            "send_bodyInMemory_isSentWholeTwice",
            "send_renewalFails_failsAsItself",
            "send_redirectsNotFollowed_callerGetsTheRedirect",
            "send_requestChoosesAnother_goesByThatOne");
    assertThat(
            failed(
                scenarios.stream()
                    .map(scenario ->
                        selectNestedMethod(
                            List.of(CarelessAdapter.class),
                            AdapterContract.Flows.class,
                            scenario,
                            Mode.class.getName()))
                    .toArray(DiscoverySelector[]::new)))
        .containsAll(scenarios);
  }

  @Test
  void transport_thatIsTheJdksClientAsItComes_failsWhereItFollowsAndShows() {
    List<String> scenarios =
        List.of(
            "send_replyOfOneMebibyte_isWholeAndOneByteMoreFails",
            "send_nothingListens_saysWhere",
            "send_reply_comesOnTheContextsExecutor");
    assertThat(
            failed(
                scenarios.stream()
                    .map(scenario -> selectMethod(CarelessTransport.class, scenario))
                    .toArray(DiscoverySelector[]::new)))
        .containsAll(scenarios);
  }

  /** Asks once, sets what is a header, and lets the JDK's client follow redirects. */
  static final class CarelessAdapter extends AdapterContract {
    @Override
    protected Adapter adapter() {
      return (authenticator, options) -> {
        HttpClient.Builder builder =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.ALWAYS);
        options.trust().ifPresent(builder::sslContext);
        return new Careless(builder.build(), authenticator);
      };
    }
  }

  private record Careless(HttpClient client, Authenticator authenticator)
      implements Adapter.Client {

    private HttpRequest request(Ask ask) {
      HttpRequest.Builder request = HttpRequest.newBuilder(ask.uri());
      ask.headers().forEach(header -> request.header(header.name(), header.value()));
      ask.timeout().ifPresent(request::timeout);
      request.method(
          ask.method(),
          ask.body()
              .map(HttpRequest.BodyPublishers::ofByteArray)
              .orElseGet(HttpRequest.BodyPublishers::noBody));
      AuthStep step =
          authenticator.authenticate(
              AuthRequest.of(ask.method(), ask.uri(), Map.of(), new Body.Unread()));
      if (step instanceof Send send) {
        send.credentials()
            .placements()
            .forEach(placed -> request.header(placed.name().replace("/", ""), placed.value()));
      }
      return request.build();
    }

    private static Answer answer(HttpResponse<InputStream> response) {
      return new Answer(
          response.statusCode(),
          response.headers().map(),
          response.uri(),
          List.of(response, response.request(), response.request().headers()),
          response.body());
    }

    @Override
    public CompletableFuture<Answer> send(Ask ask) {
      return client
          .sendAsync(request(ask), BodyHandlers.ofInputStream())
          .thenApply(Careless::answer);
    }

    @Override
    public Answer sendAndWait(Ask ask) throws Exception {
      return answer(client.send(request(ask), BodyHandlers.ofInputStream()));
    }

    @Override
    public boolean isTimeout(Throwable failure) {
      return failure instanceof java.net.http.HttpTimeoutException;
    }

    @Override
    public void close() {}
  }

  /** Follows redirects, reads without end, and shows what the JDK shows. */
  static final class CarelessTransport extends HttpTransportContract {
    @Override
    protected HttpTransportProvider provider() {
      return new HttpTransportProvider() {
        @Override
        public String type() {
          return "careless";
        }

        @Override
        public HttpTransport create(Settings settings, io.countersign.spi.AuthContext context) {
          HttpClient client =
              HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build();
          return call -> reply(client, call);
        }
      };
    }

    private static CompletableFuture<HttpReply> reply(HttpClient client, HttpCall call) {
      HttpRequest.Builder request = HttpRequest.newBuilder(call.uri()).timeout(call.timeout());
      call.headers()
          .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
      byte[] body = call.body() instanceof Body.Bytes bytes ? bytes(bytes.content()) : new byte[0];
      request.method(call.method(), HttpRequest.BodyPublishers.ofByteArray(body));
      return client
          .sendAsync(request.build(), BodyHandlers.ofInputStream())
          .thenApply(reply -> {
            try (InputStream content = reply.body()) {
              return new HttpReply(
                  reply.statusCode(),
                  new HashMap<>(reply.headers().map()),
                  new Body.Bytes(ByteBuffer.wrap(content.readNBytes(4 << 20))));
            } catch (IOException broken) {
              throw new CompletionException(broken);
            }
          });
    }

    private static byte[] bytes(ByteBuffer buffer) {
      byte[] copy = new byte[buffer.remaining()];
      buffer.get(copy);
      return copy;
    }
  }
}

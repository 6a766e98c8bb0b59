package io.countersign.session;

import com.typesafe.config.ConfigFactory;
import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.AuthExchange;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthResponse;
import io.countersign.spi.Body;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.Move;
import io.countersign.spi.RequestBody;
import io.countersign.testkit.FakeTime;
import io.countersign.testkit.MapSecrets;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/**
 * The engine with one block, {@code crm} unless said otherwise, time that is moved by hand, and an
 * API that the test plays.
 */
final class Bench implements AutoCloseable {
  final FakeTime time = new FakeTime();
  final MapSecrets secrets = new MapSecrets();
  final Countersign countersign;
  private final String name;

  /** What went out last, and how the API answered it. */
  record Answered(int status, AuthRequest request) {
    String header(String name) {
      return String.join("|", request.headers().getOrDefault(name, List.of()));
    }
  }

  Bench(HttpTransport calls, String block) {
    this(calls, "crm", block);
  }

  /** Names the block otherwise. */
  Bench(HttpTransport calls, String name, String block) {
    this.name = name;
    countersign =
        Countersign.builder()
            .transport(calls)
            .resolver(secrets)
            .time(time, time)
            .of(
                ConfigFactory.parseString(
                    "countersign { secrets.priority = [map], authenticators."
                        + name
                        + " { type = session,"
                        + " origins = [\"https://api.example\"], "
                        + block
                        + " } }"));
  }

  Bench secret(String name, String value) {
    secrets.put(name, value);
    return this;
  }

  Authenticator authenticator() {
    return countersign.authenticator(name);
  }

  /** Sends a GET that the API takes as it is. */
  Answered get() {
    return send("GET", request -> 200);
  }

  /** Sends a request to an API that answers it with this status. */
  Answered send(String method, ToIntFunction<AuthRequest> api) {
    AuthRequest request =
        AuthRequest.of(method, URI.create("https://api.example/orders"), Map.of(), Body.none());
    AuthExchange exchange = AuthExchange.of(authenticator(), request, RequestBody.inHand(), false);
    Answered last = new Answered(0, request);
    Move move = exchange.first();
    while (!(move instanceof Move.Deliver)) {
      if (move instanceof Move.Hold hold) {
        move = awaited(hold);
      } else if (move instanceof Move.Transmit transmit) {
        last = new Answered(api.applyAsInt(transmit.request()), transmit.request());
        move = exchange.onResponse(AuthResponse.of(last.status(), Map.of(), Optional.empty()));
      }
    }
    return last;
  }

  private static Move awaited(Move.Hold hold) {
    try {
      return hold.then().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof AuthException refusal) {
        throw refusal;
      }
      throw new AssertionError(failed);
    } catch (Exception late) {
      throw new AssertionError(late);
    }
  }

  @Override
  public void close() {
    countersign.close();
  }
}

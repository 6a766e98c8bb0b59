package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Authenticator;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** An authenticator whose answers a test writes, and the server's side of one exchange. */
final class Script implements Authenticator {
  final List<Integer> heard = new ArrayList<>();
  final List<AuthRequest> asked = new ArrayList<>();
  private final Set<Need> needs;
  private final Function<AuthRequest, AuthStep> first;

  Script(Set<Need> needs, Function<AuthRequest, AuthStep> first) {
    this.needs = needs;
    this.first = first;
  }

  /** Sends the credentials, and the same again after every 400 or above. */
  static Script insisting(Credentials credentials) {
    Script[] self = new Script[1];
    self[0] = new Script(Set.of(), request -> self[0].insist(credentials));
    return self[0];
  }

  Send insist(Credentials credentials) {
    return Send.of(
        credentials,
        (request, response) -> {
          heard.add(response.status());
          return response.status() < 400 ? Done.DONE : insist(credentials);
        });
  }

  @Override
  public AuthStep authenticate(AuthRequest request) {
    asked.add(request);
    return first.apply(request);
  }

  @Override
  public Set<Need> needs() {
    return needs;
  }

  static AuthRequest get(String uri) {
    return request("GET", uri, Body.none());
  }

  static AuthRequest request(String method, String uri, Body body) {
    return AuthRequest.of(method, URI.create(uri), Map.of(), body);
  }

  static AuthResponse status(int status) {
    return AuthResponse.of(status, Map.of(), Optional.empty());
  }

  static AuthResponse redirect(int status, String location) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put("location", List.of(location));
    return AuthResponse.of(status, headers, Optional.empty());
  }

  /** Waits for what a hold becomes; its failure is thrown as the cause. */
  static Move settled(Move move) throws Exception {
    return move instanceof Move.Hold hold
        ? hold.then().toCompletableFuture().get(10, TimeUnit.SECONDS)
        : move;
  }

  static AuthRequest sent(Move move) throws Exception {
    Move settled = settled(move);
    assertThat(settled).isInstanceOf(Move.Transmit.class);
    return ((Move.Transmit) settled).request();
  }

  static Throwable failure(Move move) throws Exception {
    assertThat(move).isInstanceOf(Move.Hold.class);
    return ((Move.Hold) move)
        .then()
        .handle((next, failure) -> failure)
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }
}

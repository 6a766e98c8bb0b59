package io.countersign.http.jdk;

import io.countersign.spi.AuthExchange;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Shows promises to the caller's handler without what was placed: neither on the request that
 * caused them, nor where the server repeats it in the one that it promises.
 *
 * @param initiating the caller's own request
 */
record OwnPushes<T>(PushPromiseHandler<T> caller, HttpRequest initiating, AuthExchange exchange)
    implements PushPromiseHandler<Passed<T>> {

  @Override
  public void applyPushPromise(
      HttpRequest sent,
      HttpRequest promised,
      Function<BodyHandler<Passed<T>>, CompletableFuture<HttpResponse<Passed<T>>>> acceptor) {
    HttpRequest shown =
        new RequestView(
            promised,
            exchange.withoutCredentials(promised.uri()),
            HttpHeaders.of(
                promised.headers().map(), (name, value) -> !exchange.hasPlacedHeader(name)));
    caller.applyPushPromise(
        initiating,
        shown,
        handler -> acceptor.apply(through(handler)).thenApply(r -> own(r, shown)));
  }

  private static <T> BodyHandler<Passed<T>> through(BodyHandler<T> handler) {
    return info -> BodySubscribers.mapping(handler.apply(info), Passed.Through::new);
  }

  private static <T> HttpResponse<T> own(HttpResponse<Passed<T>> response, HttpRequest shown) {
    if (response.body() instanceof Passed.Through<T> through) {
      return new ResponseView<>(response, shown, null, through.body());
    }
    throw new IllegalStateException("a push is never sent again");
  }
}

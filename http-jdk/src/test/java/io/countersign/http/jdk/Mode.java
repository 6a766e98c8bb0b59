package io.countersign.http.jdk;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The two ways to use a client; every scenario runs in both. */
enum Mode {
  BLOCKING {
    @Override
    <T> HttpResponse<T> send(HttpClient client, HttpRequest request, BodyHandler<T> handler)
        throws Exception {
      return client.send(request, handler);
    }
  },
  ASYNCHRONOUS {
    @Override
    <T> HttpResponse<T> send(HttpClient client, HttpRequest request, BodyHandler<T> handler)
        throws Exception {
      try {
        return client.sendAsync(request, handler).get(30, TimeUnit.SECONDS);
      } catch (ExecutionException failed) {
        throw (Exception) failed.getCause();
      }
    }
  };

  abstract <T> HttpResponse<T> send(HttpClient client, HttpRequest request, BodyHandler<T> handler)
      throws Exception;
}

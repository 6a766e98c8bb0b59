package io.countersign.session;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The two ways to use a client; every scenario runs in both. */
enum Mode {
  BLOCKING {
    @Override
    HttpResponse<String> send(HttpClient client, HttpRequest request) throws Exception {
      return client.send(request, BodyHandlers.ofString());
    }
  },
  ASYNCHRONOUS {
    @Override
    HttpResponse<String> send(HttpClient client, HttpRequest request) throws Exception {
      try {
        return client.sendAsync(request, BodyHandlers.ofString()).get(60, TimeUnit.SECONDS);
      } catch (ExecutionException failed) {
        throw (Exception) failed.getCause();
      }
    }
  };

  abstract HttpResponse<String> send(HttpClient client, HttpRequest request) throws Exception;
}

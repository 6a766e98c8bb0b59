package io.countersign.http.jdk;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** The two ways to send: every scenario is to run by both. */
enum SendMode {
  BLOCKING {
    @Override
    HttpResponse<String> send(HttpClient client, HttpRequest request)
        throws IOException, InterruptedException {
      return client.send(request, BodyHandlers.ofString());
    }
  },
  ASYNCHRONOUS {
    @Override
    HttpResponse<String> send(HttpClient client, HttpRequest request) {
      return client.sendAsync(request, BodyHandlers.ofString()).join();
    }
  };

  abstract HttpResponse<String> send(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException;
}

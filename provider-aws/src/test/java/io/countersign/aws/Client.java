package io.countersign.aws;

import io.countersign.Authenticator;
import io.countersign.http.jdk.AuthenticatingHttpClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.StringRequestContent;

/** The clients that send what is signed. */
enum Client {
  JDK {
    @Override
    Answer ask(
        Authenticator by, String method, URI address, Map<String, String> headers, String body)
        throws Exception {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(address)
              .method(
                  method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
      headers.forEach(request::header);
      HttpResponse<String> response =
          AuthenticatingHttpClient.of(HttpClient.newBuilder(), by)
              .send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    }
  },
  JETTY {
    @Override
    Answer ask(
        Authenticator by, String method, URI address, Map<String, String> headers, String body)
        throws Exception {
      org.eclipse.jetty.client.HttpClient jetty = new org.eclipse.jetty.client.HttpClient();
      jetty.start();
      try {
        Request request =
            io.countersign.http.jetty.AuthenticatingHttpClient.of(jetty, by)
                .newRequest(address)
                .method(method);
        if (!body.isEmpty()) {
          request.body(
              new StringRequestContent(headers.getOrDefault("Content-Type", "text/plain"), body));
        }
        headers.forEach((name, value) -> request.headers(fields -> fields.put(name, value)));
        ContentResponse response = request.send();
        return new Answer(response.getStatus(), response.getContentAsString());
      } finally {
        jetty.stop();
      }
    }
  };

  /** What came back. */
  record Answer(int status, String body) {}

  abstract Answer ask(
      Authenticator by, String method, URI address, Map<String, String> headers, String body)
      throws Exception;
}

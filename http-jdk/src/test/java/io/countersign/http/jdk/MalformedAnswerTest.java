package io.countersign.http.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.Authenticator;
import io.countersign.spi.Credentials;
import io.countersign.spi.Live;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the server says that is not HTTP may repeat the request. */
class MalformedAnswerTest {
  private static final String CANARY = "canary-of-the-key";

  @Test
  void send_statusLineRepeatsTheKey_failsWithoutIt() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> answer(server));
      HttpClient client =
          AuthenticatingHttpClient.of(
              HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1),
              Authenticator.carrying(Live.of(Credentials.query("k", CANARY))));
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"))
              .timeout(Duration.ofSeconds(20))
              .build();

      Throwable sent = catchThrowable(() -> client.send(request, BodyHandlers.ofString()));

      answered.join();
      StringWriter trace = new StringWriter();
      sent.printStackTrace(new PrintWriter(trace, true));
      assertThat(sent).isInstanceOf(IOException.class).hasMessageContaining("not HTTP");
      assertThat(trace.toString()).doesNotContain(CANARY);
    }
  }

  private static void answer(ServerSocket server) {
    try (Socket socket = server.accept()) {
      byte[] head = new byte[4096];
      int read = socket.getInputStream().read(head);
      String line = new String(head, 0, read, StandardCharsets.ISO_8859_1).split("\r\n", 2)[0];
      socket
          .getOutputStream()
          .write(("HTTP/1.1 " + line + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException gone) {
      throw new java.io.UncheckedIOException(gone);
    }
  }
}

package io.countersign.secrets.aws;

import static io.countersign.secrets.aws.Asked.key;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.Lookup;
import io.countersign.testkit.Moto;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no real server does when it is asked to. */
class FaultTest {
  private static String line(FakeAws fake) {
    return line(fake, Asked.TIME);
  }

  private static String line(FakeAws fake, Duration atMost) {
    try (Asked aws = Asked.fake(fake)) {
      String line = Asked.line(aws.about(key("crm"), atMost));
      assertThat(line).doesNotContain("s3cr3t").contains(": crm in eu-west-1 at 127.0.0.1:");
      return line.replaceAll(": crm in eu-west-1 at 127.0.0.1:\\d+", "");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | DecryptionFailure | DENIED DecryptionFailure; the KMS key that it is encrypted with cannot be used: kms:Decrypt must be allowed on it, and it must be enabled | 1",
        "400 | ExpiredTokenException | INVALID ExpiredTokenException; the session token has expired: another must be obtained | 1",
        "400 | InvalidParameterException | INVALID InvalidParameterException; AWS takes the request for invalid | 1",
        "400 | InvalidRequestException | INVALID InvalidRequestException; AWS takes the request for invalid | 1",
        "400 | ThrottlingException | UNAVAILABLE ThrottlingException; AWS is asked too often, and was so at every try | 4",
        "500 | InternalServiceError | UNAVAILABLE InternalServiceError; what answers there cannot do so now | 4",
        "503 | ServiceUnavailable | UNAVAILABLE ServiceUnavailable; what answers there cannot do so now | 4",
      })
  void lookUp_code_isToldByItAndTriedAgainByTheSdkAlone(
      int status, String code, String line, int tries) throws IOException {
    try (FakeAws fake = FakeAws.failing(status, code)) {
      assertThat(line(fake)).isEqualTo(line);
      assertThat(fake.bodies).hasSize(tries);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | INVALID refused; what answers there is not AWS Secrets Manager | 1",
        "302 | INVALID status 302; what answers there is not AWS Secrets Manager | 1",
        "403 | INVALID status 403; what answers there is not AWS Secrets Manager | 1",
        "502 | UNAVAILABLE status 502; what answers there cannot do so now | 4",
      })
  void lookUp_pageOfHtml_isNoAnswerOfAws(int status, String line, int tries) throws IOException {
    try (FakeAws fake =
        FakeAws.saying(status, "<html>s3cr3t</html>", "Location", "http://127.0.0.1:1/")) {
      assertThat(line(fake)).isEqualTo(line);
      assertThat(fake.bodies).hasSize(tries);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"SecretString\": s3cr3t}", "[]", "null"})
  void lookUp_brokenJson_isInvalid(String body) throws IOException {
    try (FakeAws fake = FakeAws.saying(200, body)) {
      assertThat(line(fake)).startsWith("INVALID ").contains("is not AWS Secrets Manager");
    }
  }

  @Test
  void lookUp_answerWithoutAValue_isMissing() throws IOException {
    try (FakeAws fake = FakeAws.saying(200, "{\"Name\": \"crm\"}")) {
      assertThat(line(fake)).isEqualTo("NotFound set but empty");
    }
  }

  @Test
  void lookUp_endlessAnswer_isCutOff() throws IOException {
    byte[] some = "\"s3cr3t\", ".repeat(1000).getBytes(StandardCharsets.UTF_8);
    try (FakeAws fake =
        new FakeAws(exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("{\"SecretString\": [".getBytes(StandardCharsets.UTF_8));
          while (true) {
            exchange.getResponseBody().write(some);
          }
        })) {
      assertThat(line(fake)).isEqualTo("INVALID refused; its answer is longer than 1024 KiB");
    }
  }

  @Test
  void lookUp_connectionCutInTheMiddle_isAnOutage() throws IOException {
    try (FakeAws fake =
        new FakeAws(exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
        })) {
      assertThat(line(fake))
          .isEqualTo("UNAVAILABLE cut off; the connection ended before the answer did");
    }
  }

  @Test
  void lookUp_nobodyListens_isAnOutage() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Moto.Keys keys = new Moto.Keys("AKIAFAKE", "fake");
    try (Asked aws =
        Asked.of(Asked.environment(URI.create("http://127.0.0.1:" + port), keys), Map.of())) {
      assertThat(aws.line(key("crm")))
          .startsWith("UNAVAILABLE no connection: ")
          .endsWith("; nobody takes the connection");
    }
  }

  @Test
  void lookUp_tlsWithWhoSpeaksNone_isAnOutage() throws IOException {
    try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Asked aws =
            Asked.of(
                Asked.environment(
                    URI.create("https://127.0.0.1:" + plain.getLocalPort()),
                    new Moto.Keys("AKIAFAKE", "fake")),
                Map.of())) {
      Thread answers = new Thread(() -> answerInPlain(plain));
      answers.start();

      assertThat(aws.line(key("crm"))).startsWith("UNAVAILABLE no TLS: ");
    }
  }

  private static void answerInPlain(ServerSocket server) {
    try {
      while (true) {
        try (Socket connection = server.accept()) {
          connection.getOutputStream().write("HTTP/1.1 400 No\r\n\r\n".getBytes(US_ASCII));
        }
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  @Test
  void lookUp_silence_endsInTime() throws IOException {
    CountDownLatch over = new CountDownLatch(1);
    try (FakeAws fake =
        new FakeAws(exchange -> {
          try {
            boolean unused = over.await(1, TimeUnit.MINUTES);
          } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
          }
        })) {
      long begin = System.nanoTime();
      assertThat(line(fake, Duration.ofMillis(300)))
          .isEqualTo("UNAVAILABLE no answer; it did not answer in time");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
      over.countDown();
    }
  }

  @Test
  void lookUp_addressThatOthersCouldRead_isNotAsked() {
    Moto.Keys keys = new Moto.Keys("AKIAFAKE", "fake");
    try (Asked aws =
        Asked.of(Asked.environment(URI.create("http://192.0.2.1:9"), keys), Map.of())) {
      assertThat(aws.line(key("crm")))
          .endsWith(
              "; a call to http://192.0.2.1 would not be protected: use https; nothing was sent");
    }
  }

  @Test
  void lookUp_interrupted_isAnOutageAndStaysInterrupted() throws IOException {
    try (FakeAws fake = FakeAws.saying(200, "{\"Name\": \"crm\", \"SecretString\": \"x\"}");
        Asked aws = Asked.fake(fake)) {
      Thread.currentThread().interrupt();
      Lookup lookup = aws.about(key("crm"));

      assertThat(Thread.interrupted()).isTrue();
      assertThat(Asked.line(lookup)).startsWith("UNAVAILABLE ");
      assertThat(aws.value(key("crm"))).isEqualTo("x");
    }
  }

  @Test
  void close_thenAsked_asksNobody() throws IOException {
    try (FakeAws fake = FakeAws.saying(200, "{}")) {
      Asked aws = Asked.fake(fake);
      aws.close();
      aws.close();

      assertThat(aws.line(key("crm"))).endsWith("; this source is closed");
      assertThat(fake.bodies).isEmpty();
    }
  }
}

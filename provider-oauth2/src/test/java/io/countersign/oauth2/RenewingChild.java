package io.countersign.oauth2;

import io.countersign.AuthException;
import io.countersign.Countersign;
import io.countersign.http.jdk.AuthenticatingHttpClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Another process, which sends one request after the other and says what came of each. After a
 * failure it waits for a line, and reads its configuration again. It ends with its parent.
 */
final class RenewingChild {
  private static final Semaphore LINES = new Semaphore(0);

  private RenewingChild() {}

  public static void main(String[] arguments) throws Exception {
    endWithInput();
    Path configuration = Path.of(arguments[0]);
    HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[1])).build();
    long pause = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(arguments[2]));
    while (true) {
      try (Countersign countersign =
          Countersign.builder().environment(Map.of()).load(configuration)) {
        HttpClient client =
            AuthenticatingHttpClient.of(
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1),
                countersign.authenticator("crm"));
        while (true) {
          say(String.valueOf(client.send(request, BodyHandlers.discarding()).statusCode()));
          LockSupport.parkNanos(pause);
        }
      } catch (AuthException failure) {
        say(failure.category() + " " + failure.getMessage());
        LINES.acquire();
      }
    }
  }

  private static void endWithInput() {
    Thread reading =
        new Thread(() -> {
          try {
            while (System.in.read() >= 0) {
              LINES.release();
            }
          } catch (IOException closed) {
            // as its end
          }
          Runtime.getRuntime().halt(0);
        });
    reading.setDaemon(true);
    reading.start();
  }

  /** In one piece: the reader of a line has seen all that was done before it. */
  private static void say(String line) {
    System.out.print(line + "\n");
    System.out.flush();
  }
}

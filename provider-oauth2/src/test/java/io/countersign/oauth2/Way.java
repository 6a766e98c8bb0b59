package io.countersign.oauth2;

import io.countersign.Authenticator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The two clients, each in both of its ways; token calls go by the same client. */
enum Way {
  JDK("jdk") {
    @Override
    Sender open(Authenticator authenticator) {
      return new Jdk(authenticator) {
        @Override
        public int get(URI uri) throws Exception {
          return client.send(request(uri), BodyHandlers.discarding()).statusCode();
        }
      };
    }
  },
  JDK_ASYNCHRONOUS("jdk") {
    @Override
    Sender open(Authenticator authenticator) {
      return new Jdk(authenticator) {
        @Override
        public int get(URI uri) throws Exception {
          return finished(client.sendAsync(request(uri), BodyHandlers.discarding())).statusCode();
        }
      };
    }
  },
  JETTY("jetty") {
    @Override
    Sender open(Authenticator authenticator) {
      return new Jetty(authenticator) {
        @Override
        public int get(URI uri) throws Exception {
          try {
            return client.GET(uri).getStatus();
          } catch (ExecutionException failed) {
            throw (Exception) failed.getCause();
          }
        }
      };
    }
  },
  JETTY_ASYNCHRONOUS("jetty") {
    @Override
    Sender open(Authenticator authenticator) {
      return new Jetty(authenticator) {
        @Override
        public int get(URI uri) throws Exception {
          CompletableFuture<Integer> status = new CompletableFuture<>();
          client
              .newRequest(uri)
              .send(
                  new BufferingResponseListener() {
                    @Override
                    public void onComplete(Result result) {
                      if (result.isFailed()) {
                        status.completeExceptionally(result.getFailure());
                      } else {
                        status.complete(result.getResponse().getStatus());
                      }
                    }
                  });
          return finished(status);
        }
      };
    }
  };

  /** As {@code countersign.http.transport} says it. */
  final String transport;

  Way(String transport) {
    this.transport = transport;
  }

  /** The client of an application. */
  interface Sender extends AutoCloseable {

    /** Sends a GET and returns the status of the answer; throws what the client's caller sees. */
    int get(URI uri) throws Exception;

    @Override
    void close();
  }

  /** Starts a client. */
  abstract Sender open(Authenticator authenticator);

  private static <T> T finished(CompletableFuture<T> future) throws Exception {
    try {
      return future.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw (Exception) failed.getCause();
    }
  }

  private abstract static class Jdk implements Sender {
    final io.countersign.http.jdk.AuthenticatingHttpClient client;

    Jdk(Authenticator authenticator) {
      HttpClient.Builder plain = HttpClient.newBuilder();
      authenticator.tls().ifPresent(plain::sslContext);
      this.client = io.countersign.http.jdk.AuthenticatingHttpClient.of(plain, authenticator);
    }

    static HttpRequest request(URI uri) {
      return HttpRequest.newBuilder(uri).version(HttpClient.Version.HTTP_1_1).build();
    }

    @Override
    public void close() {
      client.shutdownNow();
    }
  }

  private abstract static class Jetty implements Sender {
    final io.countersign.http.jetty.AuthenticatingHttpClient client;

    Jetty(Authenticator authenticator) {
      org.eclipse.jetty.client.HttpClient plain = new org.eclipse.jetty.client.HttpClient();
      SslContextFactory.Client tls = new SslContextFactory.Client();
      authenticator.tls().ifPresent(tls::setSslContext);
      plain.setSslContextFactory(tls);
      LifeCycle.start(plain);
      this.client = io.countersign.http.jetty.AuthenticatingHttpClient.of(plain, authenticator);
    }

    @Override
    public void close() {
      LifeCycle.stop(client.client());
    }
  }
}

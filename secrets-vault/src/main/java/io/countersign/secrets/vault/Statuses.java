package io.countersign.secrets.vault;

import io.countersign.secrets.vault.Trouble.Passes;
import io.countersign.spi.ReplyData;
import io.countersign.spi.TransportSettings;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** What a status, or the lack of one, says of the server, whatever it was asked. */
final class Statuses {
  private final Server server;
  private final Clock clock;

  Statuses(Server server, Clock clock) {
    this.server = server;
    this.clock = clock;
  }

  /**
   * Returns a reply that says something of the question: JSON if its status is 200, or one of 204
   * or 4xx.
   *
   * @throws Trouble for every other
   */
  ReplyData passed(Call call, ReplyData reply) throws Trouble {
    int status = reply.status();
    switch (status) {
      case 412 -> throw passing(reply, "412", "it has not caught up with a change yet");
      case 429 -> throw passing(reply, "429 too many requests", "a quota of it is used up");
      case 472 -> throw outage("472", "it is a secondary for disasters and answers nobody");
      case 473 -> throw outage("473", "it is a standby that does not answer reads");
      case 501 -> throw outage("501 not initialized", "it is new: vault operator init");
      case 503 ->
          throw says(reply, "Vault is sealed", "OpenBao is sealed")
              ? passing(reply, "503 sealed", "vault operator unseal")
              : passing(reply, "503", "it is sealed, in maintenance, or has no active node");
      case 200 -> {
        if (reply.isObject("")) {
          return reply;
        }
        throw invalid(
            call,
            "200 and no JSON",
            "is it a page of a proxy, or to log in at? say the address of the server itself");
      }
      default -> {
        if (status >= 500) {
          throw outage(String.valueOf(status), "its own log says more")
              .passing(Passes.PERHAPS, reply.retryAfter(clock));
        }
        if (status == 204 || status >= 400) {
          return reply;
        }
        throw redirected(call, reply);
      }
    }
  }

  private Trouble passing(ReplyData reply, String outcome, String remedy) {
    Optional<Duration> wait = reply.retryAfter(clock);
    return outage(
            outcome,
            remedy
                + wait.map(time -> "; it wants to be asked again in " + time.toSeconds() + " s")
                    .orElse(""))
        .passing(Passes.UNSEEN, wait);
  }

  private Trouble redirected(Call call, ReplyData reply) {
    return reply
        .redirectedTo(server.at(call.target()))
        .map(to ->
            invalid(
                call,
                reply.status() + " to " + to,
                "only an active server is followed to, by https and at the same path: say its"
                    + " address, not that of a page to log in at"))
        .orElseGet(() -> invalid(call, String.valueOf(reply.status()), "no server of Vault says"));
  }

  /** The question was wrong: what else than 200, 403 and 404 says of it. */
  Trouble wrong(Call call, ReplyData reply) {
    return switch (reply.status()) {
      case 400 -> invalid(call, "400 bad request", "the server does not take this path");
      case 405 -> invalid(call, "405 method not allowed", "what is there is no KV engine");
      default ->
          invalid(
              call,
              String.valueOf(reply.status()),
              "no server of Vault answers this: is there a proxy before it?");
    };
  }

  /** There was no reply; the JDK's own words may hold what was sent. */
  Trouble broken(Call call, IOException failure, Duration atMost) {
    if (failure instanceof HttpConnectTimeoutException) {
      return outage("not reached", "no connection within connect-timeout: see address")
          .passing(Passes.UNSEEN, Optional.empty());
    }
    if (failure instanceof HttpTimeoutException || failure instanceof SocketTimeoutException) {
      return late(atMost);
    }
    if (failure instanceof InterruptedIOException) {
      return interrupted();
    }
    if (failure instanceof WholeBody.TooLarge) {
      return invalid(
          call, "too large", "a reply of over " + (WholeBody.LIMIT >> 20) + " MiB is not read");
    }
    if (failure instanceof SSLException) {
      Trouble trouble = outage("no TLS", TransportSettings.tlsFailure(failure));
      return failure instanceof SSLHandshakeException ? unsent(trouble) : trouble;
    }
    if (failure instanceof ConnectException) {
      return outage("not reached", "its host is unknown, or nothing listens there: see address")
          .passing(Passes.UNSEEN, Optional.empty());
    }
    return outage("connection lost", "it broke, or what came is no HTTP")
        .passing(Passes.PERHAPS, Optional.empty());
  }

  Trouble late(Duration atMost) {
    return outage("no answer", "it did not come within " + atMost.toMillis() + " ms");
  }

  /** The time of the caller was over before there was room for the call. */
  Trouble crowded() {
    return unsent(outage("not asked", "other calls to it took all the time that there was"));
  }

  Trouble closed() {
    return unsent(outage("not asked", "this source is closed"));
  }

  Trouble interrupted() {
    return outage("not awaited", "the wait was interrupted");
  }

  Trouble invalid(Call call, String outcome, String remedy) {
    return Trouble.invalid(outcome, call.shown(), server, remedy);
  }

  private static Trouble unsent(Trouble trouble) {
    return trouble.passing(Passes.UNSENT, Optional.empty());
  }

  private Trouble outage(String outcome, String remedy) {
    return Trouble.unavailable(outcome, server, remedy);
  }

  /** Returns whether one of the errors of a reply is one of these; none is ever shown. */
  static boolean says(ReplyData reply, String... words) {
    String error = reply.text("/errors/0").orElse("");
    for (String known : words) {
      if (error.contains(known)) {
        return true;
      }
    }
    return false;
  }
}

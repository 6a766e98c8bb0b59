package io.countersign.spi;

import io.countersign.AuthEvents;
import io.countersign.Authenticator;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** What an authenticator or a source gets from its surroundings: all that a test holds still. */
public interface AuthContext {

  /**
   * Returns the name of the block it is made for, as {@code crm}; for a tenant {@code crm of tenant
   * acme}.
   */
  String name();

  /** Returns the tenant it is made for; empty for the house itself, and for a source. */
  default Optional<String> tenant() {
    return Optional.empty();
  }

  /**
   * Returns the way to make token, login and secret-source calls: https only, loopback aside;
   * finite in time and size; redirects are not followed.
   *
   * @throws io.countersign.AuthConfigException if there is no transport, or no telling which; leave
   *     it to the engine, which puts it into the report
   */
  HttpTransport http();

  /** As {@link #http()}, each call authenticated by what a nested block made. */
  HttpTransport http(Authenticator nested);

  /**
   * Returns this context with calls on which a client certificate is shown: the one of the moment
   * of each call. Connections are made once for a certificate, and end when another one has taken
   * its place and their last call is over.
   */
  AuthContext showing(Live<TlsIdentity> identity);

  /** Returns the environment variables. */
  Map<String, String> environment();

  /**
   * Returns the folder that relative paths of this block start from: that of the file which
   * declares it, else the working folder.
   */
  Path folder();

  /** Returns where blocking work runs: virtual threads, or daemon threads on Java 17. */
  Executor executor();

  /** Returns the wall clock, for what is written into a message. */
  Clock clock();

  /** Returns nanoseconds for measuring spans, as {@link System#nanoTime()}. */
  long nanoTime();

  /** Returns where refresh tokens are kept. */
  TokenStore tokenStore();

  /** Returns who hears what becomes of tokens and secrets; it never throws. */
  AuthEvents events();

  /** Returns the source of nonces and of jitter: cryptographically strong outside of tests. */
  RandomGenerator random();
}

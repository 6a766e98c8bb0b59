package io.countersign.session;

import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.spi.ReplyData;
import java.net.URI;
import java.time.Clock;

/** What a reply means to any call. */
final class Replies {
  private Replies() {}

  /**
   * Throws what is to be told of a server that cannot answer now, or that sends elsewhere.
   *
   * @param answered begins the message
   * @param setting the one that holds the address
   */
  static void throwIfElsewhere(
      ReplyData reply, String answered, URI asked, String setting, Clock clock) {
    if (reply.mayPass()) {
      AuthException outage =
          new AuthException(Category.TRANSIENT, answered + "; that may pass by itself");
      throw reply.retryAfter(clock).map(outage::retryAfter).orElse(outage);
    }
    reply
        .redirectedTo(asked)
        .ifPresent(origin -> {
          throw new AuthException(
              Category.PROTOCOL,
              answered
                  + ", a redirect to "
                  + origin
                  + ", and nothing is sent there; write the address that it leads to as "
                  + setting);
        });
  }
}

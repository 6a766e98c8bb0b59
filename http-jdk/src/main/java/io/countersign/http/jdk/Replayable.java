package io.countersign.http.jdk;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.Flow.Subscriber;

/** A publisher whose owner says that it gives the same bytes to each subscriber. */
record Replayable(BodyPublisher publisher) implements BodyPublisher {
  /** The JDK has no way to ask; these of its own stand for streams, whatever length they state. */
  private static final Set<Class<?>> ONCE_ONLY =
      Set.of(
          BodyPublishers.fromPublisher(BodyPublishers.noBody(), 1).getClass(),
          BodyPublishers.concat(BodyPublishers.ofString("a"), BodyPublishers.ofString("b"))
              .getClass());

  private static final Package JDK = BodyPublishers.noBody().getClass().getPackage();

  /**
   * Returns whether it is known to be: by its owner's word, or as one of the JDK's own that state
   * their length and hold their bytes or reopen their file. When in doubt, no.
   */
  static boolean is(BodyPublisher publisher) {
    return publisher instanceof Replayable
        || (publisher.contentLength() >= 0
            && JDK.equals(publisher.getClass().getPackage())
            && !ONCE_ONLY.contains(publisher.getClass()));
  }

  @Override
  public long contentLength() {
    return publisher.contentLength();
  }

  @Override
  public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
    publisher.subscribe(subscriber);
  }
}

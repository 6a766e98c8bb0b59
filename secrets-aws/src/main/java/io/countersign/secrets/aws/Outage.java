package io.countersign.secrets.aws;

import io.countersign.spi.Lookup.Failure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/** Why no answer of AWS came; in our own words. */
final class Outage {
  private final SecretId secret;
  private final String place;
  private final Throwable failure;

  Outage(SecretId secret, String place, Throwable failure) {
    this.secret = secret;
    this.place = place;
    this.failure = failure;
  }

  Answer answer() {
    Guard.Refused refused = caused(Guard.Refused.class);
    if (refused != null) {
      return failed(Failure.INVALID, "refused", String.valueOf(refused.getMessage()));
    }
    if (caused(LinkageError.class) != null) {
      return failed(
          Failure.INVALID,
          "not asked",
          "the AWS SDK on the class path is not whole: software.amazon.awssdk:secretsmanager and"
              + " url-connection-client must be there, all of it in one version");
    }
    if (caused(AbortedException.class) != null || caused(InterruptedException.class) != null) {
      return unavailable("interrupted", "the wait for it was interrupted");
    }
    if (caused(ApiCallTimeoutException.class) != null
        || caused(SocketTimeoutException.class) != null) {
      return unavailable("no answer", "it did not answer in time");
    }
    if (caused(UnknownHostException.class) != null) {
      return unavailable("no such host", "its host has no address: is the region right?");
    }
    if (caused(ConnectException.class) != null) {
      return unavailable("no connection", "nobody takes the connection");
    }
    if (caused(SSLException.class) != null) {
      return unavailable("no TLS", "no protected connection: is its certificate trusted?");
    }
    if (isUnreadable()) {
      return failed(Failure.INVALID, "unreadable", Guard.NOT_AWS);
    }
    return caused(IOException.class) != null
        ? unavailable("cut off", "the connection ended before the answer did")
        : failed(
            Failure.INVALID,
            "not asked",
            "the AWS SDK makes no call of it ("
                + failure.getClass().getSimpleName()
                + "): do the variables, the profile and this block fit each other?");
  }

  /** What the parser throws is of the kind that a broken connection throws, too. */
  private boolean isUnreadable() {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each.getClass().getName().contains(".jackson.")) {
        return true;
      }
    }
    return false;
  }

  private <T extends Throwable> @Nullable T caused(Class<T> kind) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (kind.isInstance(each)) {
        return kind.cast(each);
      }
    }
    return null;
  }

  private Answer unavailable(String outcome, String explanation) {
    return failed(Failure.UNAVAILABLE, outcome, explanation);
  }

  private Answer failed(Failure kind, String outcome, String explanation) {
    return Answer.failed(kind, secret, place, outcome, explanation);
  }
}

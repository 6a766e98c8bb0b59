package io.countersign.secrets.aws;

import io.countersign.spi.Wire;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Lets nothing out that others could read, and nothing in that is too long or no JSON object. */
final class Guard implements ExecutionInterceptor {
  /** Far more than the 64 KiB that a secret may have. */
  private static final int LONGEST = 1 << 20;

  static final String NOT_AWS = "what answers there is not AWS Secrets Manager";

  /** Why a call was ended; never one that another try could help. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why, null, false, false);
    }
  }

  @Override
  public void beforeTransmission(Context.BeforeTransmission sent, ExecutionAttributes attributes) {
    if (!Wire.isProtected(sent.httpRequest().getUri())) {
      throw new Refused(
          "a call to http://"
              + sent.httpRequest().host()
              + " would not be protected: use https; nothing was sent");
    }
  }

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse came, ExecutionAttributes attributes) {
    boolean good = came.httpResponse().isSuccessful();
    int length =
        came.httpResponse().firstMatchingHeader("Content-Length").map(Guard::number).orElse(0);
    return came.responseBody().map(body -> new Body(body, good, length));
  }

  private static int number(String digits) {
    return digits.matches("[0-9]{1,9}") ? Integer.parseInt(digits) : 0;
  }

  /** What a page of HTML begins with is seen here, not by a parser that would print it. */
  private static final class Body extends FilterInputStream {
    private final int length;
    private boolean begins;
    private int left = LONGEST;

    /**
     * Reads on from a body.
     *
     * @param length how long it is at least: not every JDK says that it was cut off
     */
    Body(InputStream body, boolean mustBeJson, int length) {
      super(body);
      this.begins = mustBeJson;
      this.length = length;
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      left -= next < 0 ? 0 : 1;
      check(next);
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      left -= Math.max(0, count);
      if (count != 0) {
        check(count < 0 ? -1 : bytes[offset] & 0xFF);
      }
      return count;
    }

    private void check(int first) throws IOException {
      if (first < 0 && LONGEST - left < length) {
        throw new EOFException();
      }
      if (left < 0) {
        throw new Refused("its answer is longer than " + LONGEST / 1024 + " KiB");
      }
      if (begins && first != '{') {
        throw new Refused(NOT_AWS);
      }
      begins = false;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}

package io.countersign.secrets.aws;

import io.countersign.spi.Wire;
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
    return came.responseBody().map(body -> new Body(body, good));
  }

  /** What a page of HTML begins with is seen here, not by a parser that would print it. */
  private static final class Body extends FilterInputStream {
    private boolean begins;
    private int left = LONGEST;

    Body(InputStream body, boolean mustBeJson) {
      super(body);
      this.begins = mustBeJson;
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      left--;
      check(next);
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      left -= Math.max(0, count);
      if (count != 0) {
        check(count < 0 ? -1 : bytes[offset]);
      }
      return count;
    }

    private void check(int first) {
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

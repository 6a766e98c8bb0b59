package io.countersign.testkit;

import io.countersign.spi.Body;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.TlsIdentity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * Answers calls from a script, one reply each and in order, and remembers the calls.
 *
 * <p>Thread-safe. A call for which nothing is left in the script fails: nobody expected it.
 */
public final class RecordingTransport implements HttpTransport {
  private final List<Recorded> calls = new CopyOnWriteArrayList<>();
  private final Queue<Function<HttpCall, CompletionStage<HttpReply>>> script =
      new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  private record Recorded(HttpCall call, Optional<TlsIdentity> shown) {}

  /** Starts with an empty script. */
  public RecordingTransport() {}

  /** Returns a reply with this body, in UTF-8, and its content type. */
  public static HttpReply reply(int status, String contentType, String body) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put("Content-Type", List.of(contentType));
    ByteBuffer content = ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8));
    return new HttpReply(status, headers, new Body.Bytes(content));
  }

  /** Answers the next open call with this JSON. */
  public RecordingTransport json(int status, String body) {
    return then(call -> CompletableFuture.completedFuture(reply(status, "application/json", body)));
  }

  /** Answers the next open call with this plain text. */
  public RecordingTransport text(int status, String body) {
    return then(call -> CompletableFuture.completedFuture(reply(status, "text/plain", body)));
  }

  /** Lets the next open call fail. */
  public RecordingTransport fail(Throwable failure) {
    return then(call -> CompletableFuture.failedFuture(failure));
  }

  /** Answers the next open call with what the function makes of it, then or later. */
  public RecordingTransport then(Function<HttpCall, CompletionStage<HttpReply>> answer) {
    script.add(answer);
    return this;
  }

  /** Returns the calls so far, in the order in which they came. */
  public List<HttpCall> calls() {
    return calls.stream().map(Recorded::call).toList();
  }

  /** Returns which client certificate was shown on each of the calls so far, if one was. */
  public List<Optional<TlsIdentity>> identities() {
    return calls.stream().map(Recorded::shown).toList();
  }

  /** Returns how many scripted replies no call has asked for. */
  public int left() {
    return script.size();
  }

  /** Returns whether it was closed. */
  public boolean closed() {
    return closed;
  }

  @Override
  public CompletionStage<HttpReply> send(HttpCall call) {
    return send(call, Optional.empty());
  }

  /** Returns a view of this one, whose calls are among {@link #calls()}. */
  @Override
  public HttpTransport showing(TlsIdentity identity) {
    return call -> send(call, Optional.of(identity));
  }

  private CompletionStage<HttpReply> send(HttpCall call, Optional<TlsIdentity> shown) {
    calls.add(new Recorded(call, shown));
    Function<HttpCall, CompletionStage<HttpReply>> answer = script.poll();
    return answer == null
        ? CompletableFuture.failedFuture(
            new AssertionError("nothing is scripted for call " + calls.size() + ", " + call))
        : answer.apply(call);
  }

  @Override
  public void close() {
    closed = true;
  }
}

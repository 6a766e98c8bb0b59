package io.countersign.http.jetty;

import io.countersign.spi.AuthExchange;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way, and its response, kept back until it is known whose it is. Without demand
 * nothing of it flows: what is behind a 401 stays with the server, however much it is.
 *
 * <p>Events come from Jetty's threads, one at a time; the fate may come from another. Whoever is
 * first, the events reach the fate one at a time and in their order.
 */
final class Leg implements Response.Listener {
  /** The attribute of every request that is one. */
  static final String MARK = Leg.class.getName();

  private final Call call;
  private final Request request;
  private final boolean gathers;
  private final Queue<Consumer<Fate>> kept = new ArrayDeque<>();
  private @Nullable Fate fate;
  private boolean passing;
  private volatile boolean headed;

  /**
   * Makes one.
   *
   * @param gathers whether the decision needs the content
   */
  Leg(Call call, Request request, boolean gathers) {
    this.call = call;
    this.request = request;
    this.gathers = gathers;
  }

  static boolean is(Request request) {
    return request.getAttributes().containsKey(MARK);
  }

  Request request() {
    return request;
  }

  void send() {
    request.send(this);
  }

  void abort(Throwable cause) {
    request.abort(cause);
  }

  @Override
  public void onHeaders(Response response) {
    if (HttpStatus.isInterim(response.getStatus())) {
      return;
    }
    headed = true;
    if (!gathers) {
      call.onResponse(this, response, Optional.empty());
    }
  }

  @Override
  public void onContentSource(Response response, Content.Source source) {
    if (HttpStatus.isInterim(response.getStatus())) {
      return;
    }
    if (gathers) {
      new Gathering(
              source,
              AuthExchange.RESPONSE_BODY,
              (whole, all) -> {
                on(then -> then.content(all));
                call.onResponse(this, response, whole);
              })
          .begin();
    } else {
      on(then -> then.content(source));
    }
  }

  @Override
  public void onContent(Response response, ByteBuffer content) {
    throw new IllegalStateException("the content is read from its source");
  }

  @Override
  public void onSuccess(Response response) {
    if (!HttpStatus.isInterim(response.getStatus())) {
      on(Fate::success);
    }
  }

  @Override
  public void onFailure(Response response, Throwable failure) {
    on(then -> then.failure(failure));
  }

  @Override
  public void onComplete(Result result) {
    if (!headed) {
      call.neverAnswered(this, result);
    }
    on(then -> then.complete(result));
  }

  private void on(Consumer<Fate> event) {
    Fate then;
    synchronized (this) {
      then = fate;
      if (then == null || passing) {
        kept.add(event);
        return;
      }
    }
    event.accept(then);
  }

  /** Decides, once; the events so far, and all that follow, go there. */
  void decide(Fate then) {
    synchronized (this) {
      if (fate != null) {
        return;
      }
      fate = then;
      passing = true;
    }
    while (true) {
      Consumer<Fate> next;
      synchronized (this) {
        next = kept.poll();
        if (next == null) {
          passing = false;
          return;
        }
      }
      next.accept(then);
    }
  }
}

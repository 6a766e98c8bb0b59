package io.countersign.http.jetty;

import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.transport.ResponseListeners;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;

/** Gives a response to the caller's listeners, as the answer to the caller's own request. */
final class Delivered implements Fate {
  private final AuthenticatedRequest own;
  private final ResponseListeners listeners;
  private final ResponseView view;

  Delivered(AuthenticatedRequest own, Response response) {
    this.own = own;
    this.listeners = own.getResponseListeners();
    this.view = new ResponseView(own, response);
  }

  /** Shows its head. */
  void begin() {
    listeners.notifyBegin(view);
    for (HttpField field : view.getHeaders().stream().toList()) {
      if (!listeners.notifyHeader(view, field)) {
        view.hide(field);
      }
    }
    listeners.notifyHeaders(view);
  }

  @Override
  public void content(Content.Source source) {
    listeners.notifyContentSource(view, source);
  }

  @Override
  public void success() {
    listeners.notifySuccess(view);
  }

  @Override
  public void failure(Throwable failure) {
    listeners.notifyFailure(view, failure);
  }

  @Override
  public void complete(Result result) {
    listeners.notifyComplete(
        new Result(own, result.getRequestFailure(), view, result.getResponseFailure()));
  }
}

package io.countersign.http.jetty;

import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.io.Content;

/** The fate of a response whose caller has heard of the end already. */
enum Ignored implements Fate {
  FATE;

  @Override
  public void content(Content.Source source) {}

  @Override
  public void success() {}

  @Override
  public void failure(Throwable failure) {}

  @Override
  public void complete(Result result) {}
}

package io.countersign.http.jetty;

import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.io.Content;

/** What becomes of a response once its head was seen: it is the caller's, or it is dropped. */
interface Fate {

  /** Its content begins; nothing of it flows but on demand. */
  void content(Content.Source source);

  /** Its content is over. */
  void success();

  /** It broke off. */
  void failure(Throwable failure);

  /** Nothing more comes of the request or of the response. */
  void complete(Result result);
}

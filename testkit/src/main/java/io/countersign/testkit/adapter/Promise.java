package io.countersign.testkit.adapter;

/** What an adapter keeps for every placement: the rows of its contract table. */
public enum Promise {
  /** It is on the request, in its place and spelling, and the rest is as it was. */
  ARRIVES("arrives in its place, and nothing else of the request changes"),

  /** The caller's own value is not overwritten in silence. */
  CONFLICT("a name that the request has already is an error, and nothing is sent"),

  /** The block says {@code on-conflict = replace}. */
  REPLACES("with `on-conflict = replace` it takes that name's place"),

  /** What cannot be carried is not sent in part. */
  UNFIT("a value that the place cannot carry is an error, and nothing is sent"),

  /** The renewed credential goes alone. */
  RENEWED("after a refusal the new one goes, and the old one does not"),

  /** A redirect inside the origin is authenticated anew, once. */
  SAME_ORIGIN("a redirect to the same origin carries it, once"),

  /** A redirect to another origin is bare. */
  OTHER_ORIGIN("a redirect to another origin does not carry it"),

  /** A body without known length. */
  ONE_SHOT("a body that streams once goes out whole with it"),

  /** A body that cannot be sent twice, and that nobody holds. */
  NOT_TWICE("a refused body that can be sent only once is not sent in part: 401, or sent whole"),

  /** The caller's view. */
  HIDDEN("the response, its request and their texts do not show it"),

  /** A failure's view. */
  HIDDEN_IN_FAILURES("a connection that breaks, or an answer that is no HTTP, does not show it");

  private final String said;

  Promise(String said) {
    this.said = said;
  }

  /** Returns the promise in words. */
  public String said() {
    return said;
  }
}

package io.countersign.spi;

/** Nothing more to do: the caller gets the response at hand. */
public enum Done implements AuthStep {
  /** The only one. */
  DONE
}

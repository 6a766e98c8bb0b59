package io.countersign.spi;

import java.util.concurrent.CompletionStage;

/**
 * Wait for the step that this stage gives; its failure is the request's failure.
 *
 * @param step completes on {@link AuthContext#executor()}, never on a thread of an HTTP client
 */
public record Await(CompletionStage<? extends AuthStep> step) implements AuthStep {
  @Override
  public String toString() {
    return "Await";
  }
}

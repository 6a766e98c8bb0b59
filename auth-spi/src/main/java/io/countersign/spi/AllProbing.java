package io.countersign.spi;

import io.countersign.AuthException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Tries several, one after the other; the first that is not good ends it. */
record AllProbing(List<Probing> all) implements Probing {

  @Override
  public CompletionStage<String> probe() {
    CompletionStage<String> did = all.get(0).probe();
    for (Probing next : all.subList(1, all.size())) {
      did = did.thenCompose(before -> next.probe().thenApply(more -> before + ", " + more));
    }
    return did;
  }

  @Override
  public CompletionStage<Obtained> obtain() {
    return CompletableFuture.failedFuture(
        new AuthException(
            AuthException.Category.REQUEST,
            all.size() + " of its parts obtain a token; ask for one of them by a name of its own"));
  }
}

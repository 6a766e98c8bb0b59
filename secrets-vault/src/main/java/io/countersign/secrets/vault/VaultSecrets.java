package io.countersign.secrets.vault;

import io.countersign.spi.Lookup;
import io.countersign.spi.Parallel;
import io.countersign.spi.SecretPlace;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

/** Looks secrets up in one mount of one server. */
final class VaultSecrets implements SecretResolver {
  private final Calls calls;
  private final Engine engine;
  private final Tokens tokens;
  private final Parallel parallel;

  VaultSecrets(Calls calls, Mount mount, Tokens tokens, Executor executor) {
    this.calls = calls;
    this.engine = new Engine(calls, mount);
    this.tokens = tokens;
    this.parallel = new Parallel(executor);
  }

  @Override
  public SecretPlace place(SecretRef ref) {
    return engine.mount().of(ref).place(calls.server().namespace());
  }

  @Override
  public Map<SecretRef, Lookup> lookUp(Set<SecretRef> refs, Duration atMost) {
    return answers(refs, atMost, false);
  }

  @Override
  public Map<SecretRef, Lookup> locate(Set<SecretRef> refs, Duration atMost) {
    return answers(refs, atMost, true);
  }

  private Map<SecretRef, Lookup> answers(Set<SecretRef> refs, Duration atMost, boolean namesOnly) {
    return refs.isEmpty()
        ? Map.of()
        : new Batch(calls, engine, tokens, Deadline.in(atMost), namesOnly).answer(refs, parallel);
  }

  @Override
  public void close() {
    tokens.close();
    calls.close();
  }

  @Override
  public String toString() {
    return "VaultSecrets[" + calls.server() + " " + engine.mount().name() + "]";
  }
}

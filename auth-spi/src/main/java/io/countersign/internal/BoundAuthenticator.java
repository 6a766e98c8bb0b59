package io.countersign.internal;

import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Need;
import io.countersign.spi.Probing;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An authenticator under the name of its block, held to the block's origins. Asking it for what is
 * at hand allocates nothing.
 */
public final class BoundAuthenticator implements Authenticator {
  private final String block;
  private final @Nullable String tenant;
  private final Authenticator delegate;
  private final OriginRules origins;
  private final boolean replaces;

  /**
   * Binds it.
   *
   * @param replaces whether a name that the request already carries gives way
   */
  public BoundAuthenticator(
      String name, Authenticator delegate, OriginRules origins, boolean replaces) {
    this(name, null, delegate, origins, replaces);
  }

  /**
   * Binds that of a tenant.
   *
   * @param tenant null for the house
   */
  BoundAuthenticator(
      String block,
      @Nullable String tenant,
      Authenticator delegate,
      OriginRules origins,
      boolean replaces) {
    this.block = block;
    this.tenant = tenant;
    this.delegate = delegate;
    this.origins = origins;
    this.replaces = replaces;
  }

  /** Returns the name of the block, with the tenant if it is one's. */
  public String name() {
    return tenant == null ? block : TenantName.ownerOf(block, tenant);
  }

  /** Returns what it binds. */
  public Authenticator delegate() {
    return delegate;
  }

  /** Returns whether its credentials may go to this address. */
  public boolean covers(URI address) {
    return origins.covers(address);
  }

  /** Returns whether a name that the request already carries gives way. */
  public boolean replaces() {
    return replaces;
  }

  @Override
  public AuthStep authenticate(AuthRequest request) {
    if (!origins.covers(request.uri())) {
      return failed(
          new AuthException(AuthException.Category.REQUEST, origins.refusal(request.uri())));
    }
    try {
      AuthStep step = delegate.authenticate(request);
      return step instanceof Await await ? new Await(named(await.step())) : step;
    } catch (RuntimeException | Error thrown) {
      return failed(thrown);
    }
  }

  private Await failed(Throwable failure) {
    return new Await(CompletableFuture.failedFuture(Failures.named(name(), failure)));
  }

  private <T> CompletionStage<T> named(CompletionStage<T> step) {
    return step.exceptionally(failure -> {
      throw new CompletionException(Failures.named(name(), failure));
    });
  }

  @Override
  public Optional<Probing> probing() {
    return delegate.probing().map(Named::new);
  }

  /** Fails under the name of the block. */
  private final class Named implements Probing {
    private final Probing probing;

    Named(Probing probing) {
      this.probing = probing;
    }

    @Override
    public CompletionStage<String> probe() {
      return named(probing.probe());
    }

    @Override
    public CompletionStage<Obtained> obtain() {
      return named(probing.obtain());
    }
  }

  @Override
  public Set<Need> needs() {
    return delegate.needs();
  }

  @Override
  public CompletionStage<Map<String, String>> attributes() {
    return named(delegate.attributes());
  }

  @Override
  public Optional<SSLContext> tls() {
    return delegate.tls();
  }

  @Override
  public void close() {
    delegate.close();
  }

  @Override
  public String toString() {
    return "Authenticator[" + name() + "]";
  }
}

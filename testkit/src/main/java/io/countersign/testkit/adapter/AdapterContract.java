package io.countersign.testkit.adapter;

import org.junit.jupiter.api.Nested;

/**
 * What every adapter keeps. Extend it in a test, and say how a client is opened:
 *
 * <pre>{@code
 * class AcmeContractTest extends AdapterContract {
 *   protected Adapter adapter() {
 *     return (authenticator, options) -> new AcmeClient(authenticator, options);
 *   }
 * }
 * }</pre>
 *
 * <p>The table of {@link Promise} by placement is run whole, blocking and asynchronously; so are
 * redirects to every other origin, flows, streams, and the ways in which a request ends. All
 * servers are on the loopback interface.
 */
public abstract class AdapterContract {
  /** For the test that extends it. */
  protected AdapterContract() {}

  /** Returns the adapter; asked often. */
  protected abstract Adapter adapter();

  @Nested
  final class EveryPlacement extends PlacementScenarios {
    @Override
    Adapter adapter() {
      return AdapterContract.this.adapter();
    }
  }

  @Nested
  final class SecondOrigin extends SecondOriginScenarios {
    @Override
    Adapter adapter() {
      return AdapterContract.this.adapter();
    }
  }

  @Nested
  final class Flows extends FlowScenarios {
    @Override
    Adapter adapter() {
      return AdapterContract.this.adapter();
    }
  }

  @Nested
  final class Streams extends StreamScenarios {
    @Override
    Adapter adapter() {
      return AdapterContract.this.adapter();
    }
  }

  @Nested
  final class Endings extends EndingScenarios {
    @Override
    Adapter adapter() {
      return AdapterContract.this.adapter();
    }
  }

  @Nested
  final class Probes extends ProbeScenarios {
    @Override
    Adapter adapter() {
      return AdapterContract.this.adapter();
    }
  }
}

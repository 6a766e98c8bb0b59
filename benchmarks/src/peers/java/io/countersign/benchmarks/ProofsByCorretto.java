package io.countersign.benchmarks;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;

/** The same where the JVM prefers Amazon's provider, for all rows. */
public class ProofsByCorretto extends ProofPeers {
  static {
    AmazonCorrettoCryptoProvider.install();
    AmazonCorrettoCryptoProvider.INSTANCE.assertHealthy();
  }
}

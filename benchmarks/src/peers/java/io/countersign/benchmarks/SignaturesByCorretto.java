package io.countersign.benchmarks;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;

/** The same where the JVM prefers Amazon's provider; floor and token alike are signed by it. */
public class SignaturesByCorretto extends Signatures {
  static {
    AmazonCorrettoCryptoProvider.install();
    AmazonCorrettoCryptoProvider.INSTANCE.assertHealthy();
  }
}

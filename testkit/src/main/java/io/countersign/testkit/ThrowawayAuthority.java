package io.countersign.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate authority that nobody else knows. What it makes is good for a day; the JDK's
 * keytool makes it.
 */
public final class ThrowawayAuthority {
  /** Of the stores that hold what it made. */
  static final String PASSWORD = "changeit";

  private static final String AUTHORITY = "authority";

  private final Path store;
  private int made;

  private ThrowawayAuthority(Path store) {
    this.store = store;
  }

  /** Makes one, whose files are in this folder. */
  public static ThrowawayAuthority in(Path folder) {
    ThrowawayAuthority authority = new ThrowawayAuthority(folder.resolve("authority-keys.p12"));
    authority.generate(AUTHORITY, AUTHORITY, "-ext", "bc:c");
    return authority;
  }

  /** Returns its certificate. */
  public X509Certificate certificate() {
    return opened(AUTHORITY).chain().get(0);
  }

  /** Returns trust in it alone. */
  public TrustManager trust() {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(AUTHORITY, certificate());
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      return managers.getTrustManagers()[0];
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Makes a key and a certificate by it.
   *
   * @param name the CN of its subject
   * @param options of keytool, which win: another algorithm of the key, another time
   */
  public synchronized Certified issue(String name, String... options) {
    List<String> all = new ArrayList<>(List.of("-signer", AUTHORITY));
    all.addAll(Arrays.asList(options));
    return made(name, all);
  }

  /** As {@link #issue}, with a certificate for which nobody vouches. */
  public synchronized Certified selfSigned(String name, String... options) {
    return made(name, Arrays.asList(options));
  }

  private Certified made(String name, List<String> options) {
    String alias = "made-" + made++;
    generate(alias, name, options.toArray(String[]::new));
    return opened(alias);
  }

  private void generate(String alias, String name, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-alias",
                alias,
                "-dname",
                "CN=" + name,
                "-validity",
                "1"));
    if (!Arrays.asList(options).contains("-keyalg")) {
      command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    }
    command.addAll(Arrays.asList(options));
    try {
      Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
      String printed = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException("keytool fails: " + printed);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while keytool was running", ended);
    }
  }

  private Certified opened(String alias) {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore all = KeyStore.getInstance("PKCS12");
      all.load(in, PASSWORD.toCharArray());
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate one : Objects.requireNonNull(all.getCertificateChain(alias))) {
        chain.add((X509Certificate) one);
      }
      return new Certified((PrivateKey) all.getKey(alias, PASSWORD.toCharArray()), chain);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

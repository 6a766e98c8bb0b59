package io.countersign.oauth2;

import com.nimbusds.jose.JOSEException;
import com.typesafe.config.Config;
import io.countersign.Countersign;
import io.countersign.http.jdk.AuthenticatingHttpClient;
import io.countersign.jwt.JwtSigner;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A {@link RenewingChild} as its parent sees it; it is killed when it is closed. */
final class Child implements AutoCloseable {
  private final Process process;
  private final BufferedReader lines;

  private Child(Process process) {
    this.process = process;
    this.lines = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts one with this configuration, which sends to this address. */
  static Child of(Path configuration, URI api, int pauseMillis) throws IOException {
    return new Child(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-cp",
                classPath(),
                RenewingChild.class.getName(),
                configuration.toString(),
                api.toString(),
                String.valueOf(pauseMillis))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  private static String classPath() {
    Set<String> places = new LinkedHashSet<>();
    for (Class<?> type :
        List.of(
            RenewingChild.class,
            RefreshTokenProvider.class,
            JwtSigner.class,
            JOSEException.class,
            AuthenticatingHttpClient.class,
            Countersign.class,
            Config.class)) {
      try {
        places.add(
            Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
      } catch (URISyntaxException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
    return String.join(File.pathSeparator, places);
  }

  /** Returns the next that it says, or null if it has ended. */
  @Nullable String line() throws IOException {
    return lines.readLine();
  }

  /** Lets it go on after a failure. */
  void goOn() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** With SIGKILL, at once. */
  void kill() {
    process.toHandle().destroyForcibly();
  }

  /** Waits until it is gone. */
  void awaitEnd() {
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
    awaitEnd();
  }
}

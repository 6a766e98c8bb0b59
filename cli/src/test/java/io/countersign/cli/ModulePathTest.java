package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The command in a process of its own, without the libraries of the tests. */
class ModulePathTest {
  /** What the command needs at run time: our modules, as folder or jar, and their libraries. */
  private static final Pattern RUNTIME =
      Pattern.compile(
          ".*[/\\\\](auth-spi|provider-basic|provider-jwt|provider-oauth2|provider-session|provider-aws|secrets-env|secrets-file|secrets-vault|secrets-aws|http-jdk|cli)"
              + "[/\\\\]target[/\\\\](classes|[^/\\\\]*\\.jar)"
              + "|.*[/\\\\](config|picocli|tomlj|snakeyaml-engine|antlr4-runtime|checker-qual|nimbus-jose-jwt|vault-java-driver)-[\\d.]+\\.jar"
              + "|.*[/\\\\](software[/\\\\]amazon|org[/\\\\](slf4j|reactivestreams))[/\\\\].*\\.jar");

  private static String runtimePath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> RUNTIME.matcher(entry).matches())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Config types(String... java) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(java));
    command.addAll(List.of("types", "--json"));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return ConfigFactory.parseString(out);
  }

  @Test
  void discovery_onModulePathAndClassPath_findsTheSame() throws Exception {
    Config classPath = types("-cp", runtimePath(), "io.countersign.cli.Main");
    Config modulePath =
        types("-p", runtimePath(), "-m", "io.countersign.cli/io.countersign.cli.Main");

    assertThat(classPath.getConfigList("types"))
        .extracting(type -> type.getString("name"))
        .contains("bearer", "session", "aws-sigv4", "env", "file", "vault", "jdk");
    assertThat(modulePath).isEqualTo(classPath);
    assertThat(modulePath.getConfigList("broken")).isEmpty();
  }
}

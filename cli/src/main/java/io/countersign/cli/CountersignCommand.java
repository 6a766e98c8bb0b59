package io.countersign.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command itself, with the options that stand before or after every command below it. */
@Command(
    name = "countersign",
    description = "Puts the right credentials on HTTP requests, as one application.conf says.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all went well",
      "2:the command line is wrong",
      "3:configuration, secrets, origin or placement: nothing was sent",
      "4:a token or login call failed, or its reply was unusable",
      "5:the API answered 400 or above",
      "6:the API could not be reached"
    })
final class CountersignCommand implements Runnable {
  private final Invocation invocation;

  CountersignCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "The configuration; ./application.conf by default.")
  void config(Path file) {
    invocation.config(file);
  }

  @Option(
      names = "--class-path",
      paramLabel = "JAR",
      scope = ScopeType.INHERIT,
      description = "A jar with more providers; may be said more than once.")
  void classPath(List<Path> jars) {
    invocation.addJars(jars);
  }

  @Override
  public void run() {
    throw new UsageException(
        "say a command: demo, check, explain, secrets, types, request, token or import");
  }
}

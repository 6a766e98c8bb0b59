package io.countersign.cli;

import io.countersign.Countersign;
import io.countersign.Explanation;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the secrets that the configuration refers to, and no value of one. */
@Command(
    name = "secrets",
    description =
        "Lists every secret that the configuration refers to, where it comes from and what it is"
            + " for; never its value. Looks the secrets up, sends nothing to an API.")
final class SecretsCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "Only those of these authenticators; all by default.")
  private List<String> names = List.of();

  SecretsCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    Explanation explanation;
    try (Countersign countersign = invocation.countersign()) {
      explanation = countersign.explain(names.toArray(String[]::new));
    }
    List<ReferredSecret> secrets = ReferredSecret.of(explanation);
    if (json) {
      invocation.out().println(ReferredSecret.json(secrets, explanation.report()));
    } else if (secrets.isEmpty()) {
      invocation.out().println("no secret is referred to");
    } else {
      invocation.out().println(ReferredSecret.table(secrets));
    }
    explanation.report().ifPresent(invocation.err()::println);
    return explanation.report().isPresent() ? ExitCode.CONFIGURATION : ExitCode.OK;
  }
}

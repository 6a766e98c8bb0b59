package io.countersign.cli;

import io.countersign.Countersign;
import io.countersign.Explanation;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows where every setting comes from, and no value of a secret. */
@Command(
    name = "explain",
    description =
        "Shows where every setting comes from: file and line, or the source that has the secret;"
            + " never its value. Looks the secrets up, sends nothing to an API.")
final class ExplainCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Only these; all by default.")
  private List<String> names = List.of();

  ExplainCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    Explanation explanation;
    try (Countersign countersign = invocation.countersign()) {
      explanation = countersign.explain(names.toArray(String[]::new));
    }
    invocation
        .out()
        .println(json ? ExplanationJson.of(explanation) : ExplanationText.of(explanation));
    explanation.report().ifPresent(invocation.err()::println);
    return explanation.report().isPresent() ? ExitCode.CONFIGURATION : ExitCode.OK;
  }
}

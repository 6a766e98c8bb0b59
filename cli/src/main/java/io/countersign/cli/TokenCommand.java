package io.countersign.cli;

import io.countersign.Countersign;
import io.countersign.spi.Probing;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints a token alone, for a program that takes it from there. */
@Command(
    name = "token",
    description =
        "Obtains a token, or logs in, and prints what came of it, alone; on standard error, how"
            + " long it is good.")
final class TokenCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "NAME", description = "The authenticator.")
  private String name = "";

  TokenCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (Countersign countersign = invocation.countersign()) {
      Optional<Probing> obtains = Probing.of(countersign.authenticator(name));
      if (obtains.isEmpty()) {
        throw new UsageException(
            name
                + " is of the type "
                + countersign.type(name)
                + ", which obtains nothing: it sends what the configuration gives it");
      }
      Probing.Obtained obtained = Obtaining.of(name, obtains.get().obtain());
      invocation.out().println(obtained.value());
      invocation
          .err()
          .println(
              obtained
                  .left()
                  .map(left -> "good for " + left.toSeconds() + " s")
                  .orElse("good until it is refused"));
      return ExitCode.OK;
    }
  }
}

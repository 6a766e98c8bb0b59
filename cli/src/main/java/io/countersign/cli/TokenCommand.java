package io.countersign.cli;

import io.countersign.Countersign;
import io.countersign.spi.Probing;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a token alone, for a program that takes it from there; or what it says, for a person. */
@Command(
    name = "token",
    description =
        "Obtains a token, or logs in, and prints what came of it, alone; on standard error, how"
            + " long it is good.",
    sortOptions = false)
final class TokenCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "NAME", description = "The authenticator.")
  private String name = "";

  @Option(
      names = "--decode",
      description =
          "Prints the header and the claims of a JWT, and neither the token nor its signature.")
  private boolean decode;

  TokenCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws InterruptedException {
    // Closing it would log out, or revoke, what somebody is about to use.
    Countersign countersign = invocation.countersign();
    Optional<Probing> obtains = countersign.authenticator(name).probing();
    if (obtains.isEmpty()) {
      throw new UsageException(
          name
              + " is of the type "
              + countersign.type(name)
              + ", which obtains nothing: it sends what the configuration gives it");
    }
    Probing.Obtained obtained = Obtaining.of(name, obtains.get().obtain());
    invocation.out().println(decode ? decoded(obtained.value()) : obtained.value());
    invocation
        .err()
        .println(
            obtained
                .left()
                .map(left -> "good for " + left.toSeconds() + " s")
                .orElse("good until it is refused"));
    return ExitCode.OK;
  }

  private String decoded(String token) {
    try {
      return DecodedToken.of(token).toString();
    } catch (DecodedToken.Unreadable unreadable) {
      throw new UsageException(
          "what was obtained for "
              + name
              + " "
              + unreadable.getMessage()
              + "; without --decode it is printed as it is");
    }
  }
}

package io.countersign.secrets.vault;

import io.countersign.spi.FileText;
import io.countersign.spi.ReplyData;
import io.countersign.spi.Secret;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A token that somebody else obtained: of the block, of a file, or of the variable. */
final class GivenToken implements Login {
  private static final String LOOKUP = "auth/token/lookup-self";

  private final Calls calls;
  private final Source source;
  private final Inputs inputs;

  /** Where it stands. */
  interface Source {
    /** Returns it, without blanks around it; empty if there is none. */
    String read() throws Trouble;

    /** Returns where that is, for a sentence. */
    String place();
  }

  /** Of the block. */
  record Said(Secret secret) implements Source {
    @Override
    public String read() {
      return secret.reveal().strip();
    }

    @Override
    public String place() {
      return "auth.token";
    }
  }

  /** Of the variable. */
  record InVariable(Variables variables) implements Source {
    @Override
    public String read() {
      return variables.text(Variables.TOKEN).orElse("");
    }

    @Override
    public String place() {
      return Variables.TOKEN;
    }
  }

  /** Of a file, which may be written anew by whoever renews it, as Vault's agent does. */
  record InFile(Path file) implements Source {
    @Override
    public String read() throws Trouble {
      FileText content = FileText.of(file);
      if (content instanceof FileText.Unusable unusable) {
        throw Trouble.invalid(unusable.outcome(), file.toString(), "", unusable.remedy());
      }
      return content instanceof FileText.Read read ? read.text().strip() : "";
    }

    @Override
    public String place() {
      return file.toString();
    }
  }

  GivenToken(Calls calls, Source source, Inputs inputs) {
    this.calls = calls;
    this.source = source;
    this.inputs = inputs;
  }

  @Override
  public Token obtain(@Nullable Token refused, Deadline deadline) throws Trouble {
    Token token = read();
    if (Objects.equals(token, refused)) {
      readAgain(deadline);
      token = read();
    }
    if (Objects.equals(token, refused)) {
      return token;
    }
    ReplyData reply = lookUp(calls, token, deadline);
    // Also a token that is good may not ask: then the first read tells.
    return reply.status() == 200 ? token.looked(reply) : token;
  }

  /** The token may have been replaced where it came from. */
  private void readAgain(Deadline deadline) {
    try {
      Object unused =
          inputs
              .refused(inputs.now())
              .toCompletableFuture()
              .get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException asItWas) {
      return;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks the server who a token is; 403 if it may not ask, or is none. */
  static ReplyData lookUp(Calls calls, Token token, Deadline deadline) throws Trouble {
    return calls.send(Call.get(LOOKUP, "", token), Calls.Again.READ, deadline);
  }

  private Token read() throws Trouble {
    String value = source.read();
    if (value.isEmpty()) {
      throw Trouble.invalid(
          "no token",
          source.place(),
          "",
          "say how to log in, as auth { method = approle, … }, or set " + Variables.TOKEN);
    }
    if (!value.matches("[!-~]+")) {
      throw Trouble.invalid(
          "no token", source.place(), "", "what stands there has blanks or letters of no token");
    }
    return Token.unknown(value);
  }

  @Override
  public boolean isStill(Token token) {
    try {
      String value = source.read();
      return value.isEmpty() || value.equals(token.value());
    } catch (Trouble unreadable) {
      return true;
    }
  }

  @Override
  public String place() {
    return LOOKUP;
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public Optional<String> remedy() {
    return Optional.of("replace the one in " + source.place());
  }
}

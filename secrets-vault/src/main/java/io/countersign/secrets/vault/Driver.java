package io.countersign.secrets.vault;

import io.countersign.spi.HttpReply;
import io.github.jopenlibs.vault.EnvironmentLoader;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultConfig;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.api.Logical;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of vault-java-driver that is used: it writes reads and writes of a path, with their
 * headers, and no more. Its engine version 1 leaves paths as they are, it tries once, it reads no
 * environment, and what it throws is not looked at, since it prints replies.
 */
final class Driver {
  private final Server server;

  /** The driver's own looks into ~/.vault-token, whatever the configuration says. */
  private static final class NoEnvironment extends EnvironmentLoader {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable String loadVariable(String name) {
      return null;
    }
  }

  Driver(Server server) {
    this.server = server;
  }

  /** Makes one call and returns what was replied, be it an error. */
  HttpReply send(Call call, DriverClient client) throws IOException {
    try {
      VaultConfig config =
          new VaultConfig()
              .environmentLoader(new NoEnvironment())
              .address(server.address().toString())
              .token(call.token())
              .httpClient(client)
              .build();
      // The namespace is told here: in the configuration it would be logged at each call.
      Logical logical =
          Vault.create(config, 1)
              .withRetries(0, 0)
              .logical()
              .withNameSpace(server.namespace().orElse(""));
      String path = Names.encoded(call.path());
      Map<String, String> body = call.body();
      if (body == null) {
        logical.read(path);
      } else {
        logical.write(path, new LinkedHashMap<>(body));
      }
    } catch (VaultException shownNowhere) {
      return client.reply();
    }
    return client.reply();
  }
}

package io.countersign.secrets.vault;

import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Credentials;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import io.countersign.testkit.MapSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** An application that needs the secret {@code crm.token}, and has a source {@code env}. */
final class Application {
  private Application() {}

  /** Takes one secret, and keeps it for the test. */
  private record Taking(AtomicReference<String> found) implements AuthProvider {
    private static final Setting<Secret> TOKEN = Setting.secret("token");

    @Override
    public String type() {
      return "taking";
    }

    @Override
    public List<Setting<?>> settings() {
      return List.of(TOKEN);
    }

    @Override
    public Authenticator create(Settings settings, AuthContext context) {
      found.set(settings.get(TOKEN).reveal());
      return Authenticator.carrying(settings.get(TOKEN).map(token -> Credentials.none()));
    }
  }

  /**
   * Returns what it finds.
   *
   * @param folder where its configuration lies
   * @param secrets {@code countersign.secrets}, or what stands in it beside the priority
   * @throws io.countersign.AuthConfigException if it does not
   */
  static String token(Path folder, String secrets, Map<String, String> environment)
      throws IOException {
    String whole =
        secrets.startsWith("countersign.")
            ? secrets
            : "countersign.secrets {\npriority = [env, vault], literals = allow\n"
                + secrets
                + "\n}\n";
    Path file =
        Files.writeString(
            folder.resolve("application.conf"),
            whole
                + "countersign.secrets.env { type = map }\n"
                + "countersign.authenticators {"
                + " crm { type = taking, origins = [\"https://api.example\"] } }\n");
    AtomicReference<String> found = new AtomicReference<>("");
    MapSecrets variables = new MapSecrets();
    environment.forEach(variables::put);
    try (Countersign countersign =
        Countersign.builder()
            .provider(new Taking(found))
            .resolver(variables)
            .environment(environment)
            .load(file)) {
      countersign.ready();
    }
    return found.get();
  }
}

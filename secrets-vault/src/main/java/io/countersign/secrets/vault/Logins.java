package io.countersign.secrets.vault;

import io.countersign.spi.AuthContext;
import io.countersign.spi.FileText;
import io.countersign.spi.Rule;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ways to log in that a block can say. */
final class Logins {
  private static final String TOKEN = "token";
  private static final String APPROLE = "approle";
  private static final String KUBERNETES = "kubernetes";
  private static final String JWT = "jwt";
  private static final String USERPASS = "userpass";
  private static final String CERT = "cert";

  private static final Path JWT_OF_THE_POD =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

  static final Setting<String> METHOD =
      Setting.oneOf("method", TOKEN, APPROLE, KUBERNETES, JWT, USERPASS, CERT)
          .orElse(TOKEN)
          .describedAs("How a token is come by");

  static final Setting<Optional<String>> MOUNT =
      Setting.word("mount", "where the method is enabled, as approle", Names::checked)
          .optional()
          .describedAs("Where the method is enabled; else under its own name");

  static final Setting<Optional<Secret>> GIVEN =
      Setting.secret("token")
          .optional()
          .describedAs("A token; else that of token-file, VAULT_TOKEN or ~/.vault-token");

  static final Setting<Optional<Path>> TOKEN_FILE =
      Setting.path("token-file")
          .optional()
          .describedAs("The file that holds a token, as an agent writes it");

  static final Setting<Optional<Secret>> ROLE_ID =
      Setting.text("role-id").when(METHOD, APPROLE).describedAs("The role");

  static final Setting<Optional<Secret>> SECRET_ID =
      Setting.secret("secret-id").optional().describedAs("The secret of the role; some have none");

  static final Setting<Optional<Secret>> WRAPPED =
      Setting.secret("wrapped-secret-id")
          .optional()
          .describedAs("A token that wraps the secret-id, in place of it; good for one use");

  static final Setting<Optional<String>> ROLE =
      Setting.plain("role")
          .optional()
          .describedAs("The role of kubernetes, jwt or cert; some servers have a default");

  static final Setting<Optional<Secret>> JSON_WEB_TOKEN =
      Setting.secret("jwt").optional().describedAs("The JWT that says who we are");

  static final Setting<Optional<Path>> JWT_FILE =
      Setting.path("jwt-file")
          .optional()
          .describedAs("The file that holds it, read at each login; of kubernetes else the pod's");

  static final Setting<Optional<Secret>> USERNAME =
      Setting.text("username").when(METHOD, USERPASS).describedAs("The user");

  static final Setting<Optional<Secret>> PASSWORD =
      Setting.secret("password").when(METHOD, USERPASS).describedAs("The user's password");

  static final Setting<Optional<Settings>> BLOCK =
      Setting.block(
              "auth",
              List.of(
                  METHOD,
                  MOUNT,
                  GIVEN,
                  TOKEN_FILE,
                  ROLE_ID,
                  SECRET_ID,
                  WRAPPED,
                  ROLE,
                  JSON_WEB_TOKEN,
                  JWT_FILE,
                  USERNAME,
                  PASSWORD),
              Rule.atMostOne(GIVEN, TOKEN_FILE),
              Rule.atMostOne(SECRET_ID, WRAPPED),
              Rule.atMostOne(JSON_WEB_TOKEN, JWT_FILE))
          .optional()
          .describedAs("How it logs in; else by VAULT_TOKEN or ~/.vault-token");

  /** Whose each optional setting is. */
  private static final Map<Setting<?>, List<String>> OF =
      Map.of(
          GIVEN, List.of(TOKEN),
          TOKEN_FILE, List.of(TOKEN),
          SECRET_ID, List.of(APPROLE),
          WRAPPED, List.of(APPROLE),
          ROLE, List.of(KUBERNETES, JWT, CERT),
          JSON_WEB_TOKEN, List.of(KUBERNETES, JWT),
          JWT_FILE, List.of(KUBERNETES, JWT));

  private final Calls calls;
  private final Settings settings;
  private final Variables variables;
  private final Tls tls;
  private final AuthContext context;

  Logins(Calls calls, Settings settings, Variables variables, Tls tls, AuthContext context) {
    this.calls = calls;
    this.settings = settings;
    this.variables = variables;
    this.tls = tls;
    this.context = context;
  }

  /**
   * Returns the tokens of the login that the block says.
   *
   * @throws IllegalArgumentException if what it says does not go together
   */
  Tokens tokens() {
    Optional<Settings> block = settings.get(BLOCK);
    if (block.isEmpty()) {
      return given(Optional.empty(), Optional.empty());
    }
    Settings auth = block.get();
    String method = auth.get(METHOD);
    OF.forEach((setting, methods) -> {
      if (auth.has(setting) && !methods.contains(method)) {
        throw new IllegalArgumentException(
            "auth." + setting.name() + " goes with method = " + String.join(" or ", methods));
      }
    });
    return switch (method) {
      case APPROLE -> approle(auth);
      case KUBERNETES, JWT -> jwt(auth, method);
      case USERPASS -> userpass(auth);
      case CERT -> certificate(auth);
      default -> given(auth.get(GIVEN), auth.get(TOKEN_FILE));
    };
  }

  private Tokens given(Optional<Secret> said, Optional<Path> file) {
    if (said.isPresent()) {
      return given(new GivenToken.Said(said.get()), List.of());
    }
    if (file.isEmpty() && variables.text(Variables.TOKEN).isPresent()) {
      return given(new GivenToken.InVariable(variables), List.of());
    }
    Path path =
        file.orElseGet(() ->
            Path.of(
                context.environment().getOrDefault("HOME", System.getProperty("user.home", "")),
                ".vault-token"));
    return given(new GivenToken.InFile(path), List.of(path));
  }

  private Tokens given(GivenToken.Source source, List<Path> files) {
    Inputs inputs = inputs(files);
    return tokens(new GivenToken(calls, source, inputs), inputs);
  }

  private Tokens approle(Settings auth) {
    Secret role = auth.get(ROLE_ID).orElseThrow();
    Optional<Secret> secret = auth.get(SECRET_ID);
    Optional<Unwrapped> wrapped = auth.get(WRAPPED).map(token -> new Unwrapped(calls, token));
    return posted(
        auth,
        deadline -> {
          if (wrapped.isPresent()) {
            return Map.of("role_id", role.reveal(), "secret_id", wrapped.get().now(deadline));
          }
          return secret
              .map(id -> Map.of("role_id", role.reveal(), "secret_id", id.reveal()))
              .orElseGet(() -> Map.of("role_id", role.reveal()));
        },
        List.of(),
        wrapped.isEmpty());
  }

  private Tokens jwt(Settings auth, String method) {
    Optional<Secret> said = auth.get(JSON_WEB_TOKEN);
    Optional<Path> file =
        auth.get(JWT_FILE)
            .or(() ->
                method.equals(KUBERNETES) && said.isEmpty()
                    ? Optional.of(JWT_OF_THE_POD)
                    : Optional.empty());
    Optional<String> role = auth.get(ROLE);
    if (said.isEmpty() && file.isEmpty()) {
      throw new IllegalArgumentException("auth.jwt is missing: say it, or jwt-file");
    }
    if (role.isEmpty() && method.equals(KUBERNETES)) {
      throw new IllegalArgumentException("auth.role is missing: kubernetes has no default role");
    }
    return posted(
        auth,
        deadline -> {
          String jwt = said.isPresent() ? said.get().reveal() : jwtIn(file.orElseThrow());
          return role.map(name -> Map.of("role", name, "jwt", jwt))
              .orElseGet(() -> Map.of("jwt", jwt));
        },
        file.stream().toList(),
        true);
  }

  private static String jwtIn(Path file) throws Trouble {
    FileText content = FileText.of(file);
    if (content instanceof FileText.Read read) {
      return read.text().strip();
    }
    if (content instanceof FileText.Unusable unusable) {
      throw Trouble.invalid(unusable.outcome(), file.toString(), "", unusable.remedy());
    }
    throw Trouble.invalid(
        "no such file", file.toString(), "", "no JWT to log in with: is this a pod? see jwt-file");
  }

  private Tokens userpass(Settings auth) {
    Secret user = auth.get(USERNAME).orElseThrow();
    Secret password = auth.get(PASSWORD).orElseThrow();
    String login = login(auth);
    PostedLogin posted =
        new PostedLogin(
            calls,
            login + "/…",
            () -> login + "/" + Names.checked(user.reveal()),
            deadline -> Map.of("password", password.reveal()),
            true);
    return tokens(posted, inputs(List.of()));
  }

  private Tokens certificate(Settings auth) {
    if (!tls.hasCertificate()) {
      throw new IllegalArgumentException(
          "auth.method = cert needs client-certificate and client-key");
    }
    Map<String, String> body = auth.get(ROLE).map(name -> Map.of("name", name)).orElse(Map.of());
    return posted(auth, deadline -> body, tls.files(), true);
  }

  private Tokens posted(
      Settings auth, PostedLogin.Fields fields, List<Path> files, boolean repeatable) {
    String login = login(auth);
    return tokens(new PostedLogin(calls, login, () -> login, fields, repeatable), inputs(files));
  }

  private static String login(Settings auth) {
    return "auth/" + auth.get(MOUNT).orElse(auth.get(METHOD)) + "/login";
  }

  private Inputs inputs(List<Path> files) {
    return new Inputs(context, settings.secrets(), files);
  }

  private Tokens tokens(Login login, Inputs inputs) {
    return new Tokens(calls, login, inputs, context);
  }
}

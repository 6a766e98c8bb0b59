package io.countersign.cli.imports;

import io.countersign.cli.imports.Item.At;
import io.countersign.cli.imports.Item.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The security schemes of an OpenAPI document, as blocks. */
final class OpenApiSchemes {
  private static final String SECURITY = "security";
  private static final String TOKEN_URL = "tokenUrl";

  private final Document document;
  private final Draft draft;
  private final Map<String, Table> schemes = new LinkedHashMap<>();
  private final Map<String, Set<String>> scopes = new LinkedHashMap<>();

  OpenApiSchemes(Document document, Manifest references, Draft draft, Map<String, Item> declared) {
    this.document = document;
    this.draft = draft;
    declared.forEach((name, scheme) -> {
      if (references.resolved(scheme).item() instanceof Table table) {
        schemes.put(name, table);
      }
    });
  }

  /** Notes that an operation asks for a scheme. */
  void use(At at, String name, List<Item> wanted) {
    if (!schemes.containsKey(name)) {
      throw document.fault(at, "asks for a security scheme that is not among the declared ones");
    }
    Set<String> all = scopes.computeIfAbsent(name, unused -> new TreeSet<>());
    wanted.stream().map(Item::text).filter(Objects::nonNull).forEach(all::add);
  }

  /** Returns how a scheme is called in keys and options. */
  String segment(String name) {
    return draft.fields().segment(List.of(SECURITY, name));
  }

  void noteUnused() {
    List<String> unused =
        schemes.keySet().stream()
            .filter(name -> !scopes.containsKey(name))
            .map(this::segment)
            .toList();
    if (!unused.isEmpty()) {
      draft.note("Declared, and asked for nowhere: " + String.join(", ", unused) + ".");
    }
  }

  /** Returns whether it puts something on a request; a client certificate does not. */
  boolean isCarried(String name) {
    Table scheme = scheme(name);
    if (!"mutualTLS".equals(Item.text(scheme.get("type")))) {
      return true;
    }
    draft.note(
        segment(name)
            + ": a client certificate is the HTTP client's, or tls of a type of OAuth 2; see"
            + " docs/client-certificates.md.");
    return false;
  }

  private Table scheme(String name) {
    Table scheme = schemes.get(name);
    if (scheme == null) {
      throw new IllegalStateException("not declared");
    }
    return scheme;
  }

  Block block(String name, boolean own) {
    Table scheme = scheme(name);
    return switch (String.valueOf(Item.text(scheme.get("type")))) {
      case "basic" -> basic(name, own);
      case "http" -> http(name, scheme, own);
      case "apiKey" -> apiKey(name, scheme, own);
      case "oauth2" -> oauth2(name, scheme, own);
      case "openIdConnect" -> discovered(name, scheme, own);
      default -> notImported(name, "its type is not known");
    };
  }

  private Block notImported(String name, String why) {
    draft.note(segment(name) + ": not carried over: " + why + ".");
    return Block.of(Draft.NOT_IMPORTED);
  }

  /** Writes a secret: under the name of the scheme alone, where it is the only one. */
  private void secret(Block block, boolean own, String scheme, String setting, boolean only) {
    String segment = segment(scheme) + (only ? "" : "-" + setting);
    draft.secretKey(block, own, setting, segment, "security scheme " + segment(scheme));
  }

  private Block basic(String name, boolean own) {
    Block block = Block.of("http-basic");
    secret(block, own, name, "username", false);
    secret(block, own, name, "password", false);
    return block;
  }

  private Block http(String name, Table scheme, boolean own) {
    String kind = String.valueOf(Item.text(scheme.get("scheme"))).toLowerCase(Locale.ROOT);
    return switch (kind) {
      case "basic" -> basic(name, own);
      case "bearer" -> {
        Block block = Block.of("bearer");
        secret(block, own, name, "token", true);
        yield block;
      }
      default ->
          notImported(
              name,
              "the HTTP scheme "
                  + Fields.kebab(kind)
                  + " has no type; if it is a word before a key, write api-key with value = \"Word"
                  + " {{self}}\"");
    };
  }

  private Block apiKey(String name, Table scheme, boolean own) {
    String in = String.valueOf(Item.text(scheme.get("in")));
    String field = String.valueOf(Item.text(scheme.get("name")));
    if (!Set.of("header", "query", "cookie").contains(in)) {
      return notImported(name, "its key is neither in a header nor in the query nor in a cookie");
    }
    Block block = Block.of("api-key").text("in", in + " " + field);
    secret(block, own, name, "key", true);
    if (field.equalsIgnoreCase("Authorization")) {
      draft.note(
          segment(name)
              + ": the key is sent as it is; if a word stands before it, write value = \"Word"
              + " {{self}}\".");
    }
    return block;
  }

  private Block oauth2(String name, Table scheme, boolean own) {
    Map<String, Item> flows = new LinkedHashMap<>(Item.members(scheme.get("flows")));
    String old = Item.text(scheme.get("flow"));
    if (old != null) {
      flows.put(
          switch (old) {
            case "application" -> "clientCredentials";
            case "accessCode" -> "authorizationCode";
            default -> old;
          },
          scheme);
    }
    for (String flow : List.of("clientCredentials", "authorizationCode", "password", "implicit")) {
      if (flows.get(flow) instanceof Table table) {
        if (flows.size() > 1) {
          draft.note(
              segment(name)
                  + ": of its flows "
                  + Fields.kebab(flow)
                  + " is written; there are others.");
        }
        return flow(name, flow, table, own);
      }
    }
    return notImported(name, "none of its flows is known");
  }

  private Block flow(String name, String flow, Table table, boolean own) {
    Block block =
        switch (flow) {
          case "clientCredentials" -> Block.of("oauth2-client-credentials");
          case "password" -> Block.of("oauth2-password");
          case "authorizationCode" -> Block.of("oauth2-refresh-token");
          default -> Block.of("bearer");
        };
    if (flow.equals("implicit")) {
      secret(block, own, name, "token", true);
      draft.note(
          segment(name)
              + ": an implicit flow needs a person and a browser; its token is given as it is, and"
              + " nobody renews it.");
      return block;
    }
    String refresh = Item.text(table.get("refreshUrl"));
    String url =
        flow.equals("authorizationCode") && refresh != null
            ? refresh
            : Item.text(table.get(TOKEN_URL));
    String full = url == null ? null : OpenApiImport.absolute(document, url).orElse(null);
    if (full == null) {
      draft.note(segment(name) + ": where its token endpoint is cannot be told; write token-url.");
    }
    block.text("token-url", full == null ? Draft.NOT_IMPORTED : draft.address("token-url", full));
    if (flow.equals("authorizationCode")) {
      secret(block, own, name, "refresh-token", false);
      draft.note(
          segment(name)
              + ": a person consents once, elsewhere; what comes of it is the refresh token that is"
              + " set here. If each is good for one use, keep them: countersign.tokens.store = file.");
    }
    if (flow.equals("password")) {
      secret(block, own, name, "username", false);
      secret(block, own, name, "password", false);
    }
    client(block, name, own);
    if (!flow.equals("authorizationCode")) {
      scope(block, name);
    }
    return block;
  }

  private void client(Block block, String name, boolean own) {
    secret(block, own, name, "client-id", false);
    secret(block, own, name, "client-secret", false);
    draft.note(
        "OpenAPI does not say how the client says who it is: it is client_secret_basic; many servers"
            + " want client-authentication = client_secret_post.");
  }

  private void scope(Block block, String name) {
    Set<String> wanted = scopes.getOrDefault(name, Set.of());
    if (!wanted.isEmpty()) {
      block.raw("scope", Hocon.list(wanted.stream().map(Hocon::quoted).toList()));
    }
  }

  private Block discovered(String name, Table scheme, boolean own) {
    String url = Item.text(scheme.get("openIdConnectUrl"));
    String full = url == null ? null : OpenApiImport.absolute(document, url).orElse(null);
    Block block = Block.of("oauth2-client-credentials");
    block.text(
        "issuer",
        full == null
            ? Draft.NOT_IMPORTED
            : draft.address(
                "issuer", full.replaceFirst("/?\\.well-known/openid-configuration$", "")));
    client(block, name, own);
    scope(block, name);
    draft.note(
        segment(name)
            + ": OpenID Connect does not say which grant; client credentials are written. For a user"
            + " it is oauth2-refresh-token.");
    return block;
  }
}

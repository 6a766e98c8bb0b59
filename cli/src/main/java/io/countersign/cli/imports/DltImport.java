package io.countersign.cli.imports;

import io.countersign.cli.imports.Item.Table;
import io.countersign.cli.imports.Piece.Literal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a REST source of dlt says of its client, and files of its configuration. */
final class DltImport {
  private static final String AUTH = "auth";
  private static final List<String> KNOWN =
      List.of("bearer", "api_key", "http_basic", "oauth2_client_credentials", "jwt");

  private final Document document;
  private final Draft draft;

  private DltImport(Document document, String name) {
    this.document = document;
    this.draft = new Draft(name, Fields.unknown());
  }

  static Draft draft(Document document, String name) {
    DltImport read = new DltImport(document, name);
    read.read();
    return read.draft;
  }

  private void read() {
    Table root = document.root();
    Map<String, Table> sources = new LinkedHashMap<>();
    Item.members(root.get("sources")).forEach((name, source) -> find(name, source, sources, 0));
    if (sources.isEmpty()) {
      find(draft.name(), root, sources, 0);
    }
    if (sources.isEmpty()) {
      throw document.fault(
          root.at(),
          "is no REST source of dlt: client with base_url and auth is expected, or a table"
              + " [sources.NAME.client]");
    }
    boolean only = sources.size() == 1;
    Set<String> names = new LinkedHashSet<>();
    sources.forEach((name, source) -> {
      write(Fields.added(names, only ? draft.name() : Fields.kebab(name)), source);
    });
  }

  /** A source is what has a client, or is one: what says where the API is, or how to log in. */
  private static void find(String name, Item item, Map<String, Table> sources, int depth) {
    if (!(item instanceof Table table) || depth > 4) {
      return;
    }
    if (table.get("client") instanceof Table
        || table.get("base_url") != null
        || table.get(AUTH) != null
        || table.get("credentials") instanceof Table) {
      sources.put(name, table);
      return;
    }
    table.members().forEach((inner, value) -> find(inner, value, sources, depth + 1));
  }

  private void write(String name, Table source) {
    draft.keysUnder(name);
    Table client = source.get("client") instanceof Table inner ? inner : source;
    Item auth =
        client.get(AUTH) != null
            ? client.get(AUTH)
            : source.get(AUTH) != null ? source.get(AUTH) : source.get("credentials");
    List<Piece> base = pieces(client.get("base_url"));
    String origins = Hocon.list(List.of(new Origins(draft).of(base)));
    List<String> names = new ArrayList<>();
    List<Item> all = new ArrayList<>();
    List<List<List<Piece>>> addresses = new ArrayList<>();
    endpoints(source, base, names, all, addresses);
    if (all.isEmpty()) {
      draft.add(name, headers(client, block(auth, true)).raw("origins", origins));
      return;
    }
    names.add("client");
    Optional<List<String>> paths = Paths.apart(addresses, names.subList(0, all.size()));
    if (paths.isEmpty()) {
      draft.add(name, headers(client, block(auth, true)).raw("origins", origins));
      for (int i = 0; i < all.size(); i++) {
        String own = name + "-" + names.get(i);
        draft.keysUnder(own);
        draft.add(own, block(all.get(i), true).raw("origins", origins));
        draft.note(own + " is for the resource of that name, which has an auth of its own.");
      }
      return;
    }
    Block options = new Block();
    for (int i = 0; i < all.size(); i++) {
      draft.keysUnder(name + "." + names.get(i));
      options.block(names.get(i), block(all.get(i), false));
    }
    draft.keysUnder(name);
    options.block("client", block(auth, false));
    List<String> rows = new ArrayList<>(paths.get());
    rows.add("/ client");
    draft.add(
        name,
        headers(
                client,
                Block.of("selective")
                    .raw("by-url", Hocon.list(rows.stream().map(Hocon::quoted).toList()))
                    .block("options", options))
            .raw("origins", origins));
  }

  /** Collects the resources that have an auth of their own. */
  private static void endpoints(
      Table source,
      List<Piece> base,
      List<String> names,
      List<Item> all,
      List<List<List<Piece>>> addresses) {
    for (Item resource : Item.items(source.get("resources"))) {
      if (resource instanceof Table table && table.at("endpoint", AUTH) != null) {
        Item name = table.get("name");
        String own = Fields.kebab(name == null ? "resource" : Item.text(name));
        names.add(names.contains(own) ? own + "-" + names.size() : own);
        all.add(table.at("endpoint", AUTH));
        String path = Item.text(table.at("endpoint", "path"));
        String address =
            Piece.literal(base).replaceFirst("/+$", "")
                + "/"
                + String.valueOf(path).replaceFirst("^/+", "").replaceFirst("[{].*$", "");
        addresses.add(List.of(List.of(new Literal(address))));
      }
    }
  }

  private static List<Piece> pieces(@Nullable Item item) {
    String text = Item.text(item);
    return text == null || text.isEmpty() ? List.of() : List.of(new Literal(text));
  }

  /** Secrets that the client sends beside. */
  private Block headers(Table client, Block block) {
    Block headers = new Block();
    Item.members(client.get("headers"))
        .forEach((name, value) -> {
          if (Draft.isSecretName(name)) {
            headers.text(name, draft.beside(name, pieces(value)));
          } else {
            draft.noteOpen("headers", name);
          }
        });
    return block.block("headers", headers);
  }

  private Block block(@Nullable Item auth, boolean own) {
    if (auth == null || Item.isAbsent(auth)) {
      draft.note(
          "auth: the document has none, so nothing is sent. If the API wants credentials,"
              + " say how.");
      return Block.of("none");
    }
    Table table = auth instanceof Table given ? given : new Table(auth.at(), Map.of());
    String type = auth instanceof Table ? Item.text(table.get("type")) : Item.text(auth);
    return switch (type == null ? "bearer" : type) {
      case "bearer" -> secret(Block.of("bearer"), own, table, "token", "token");
      case "api_key" -> apiKey(table, own);
      case "http_basic" -> basic(table, own);
      case "oauth2_client_credentials" -> clientCredentials(table, own);
      case "jwt" -> jwt(table);
      default -> {
        draft.note(
            "auth: the type is none of "
                + String.join(", ", KNOWN)
                + " (line "
                + auth.at().line()
                + "); what register_auth added is Python code. See whether a type of Countersign says"
                + " the same, or write a provider.");
        yield Block.of(Draft.NOT_IMPORTED);
      }
    };
  }

  /** A secret is looked up here, whatever stands there. */
  private Block secret(Block block, boolean own, Table auth, String field, String setting) {
    List<Piece> written = pieces(auth.get(field));
    if (written.isEmpty()) {
      draft.secretKey(block, own, setting, field + " of auth");
    } else {
      draft.secret(block, own, setting, written);
    }
    return block;
  }

  private void plain(Block block, boolean own, Table auth, String field, String setting) {
    List<Piece> written = pieces(auth.get(field));
    if (written.isEmpty()) {
      draft.secretKey(block, own, setting, field + " of auth");
    } else {
      block.text(setting, draft.text(setting, written));
    }
  }

  private Block apiKey(Table auth, boolean own) {
    String name = Item.text(auth.get("name"));
    String location = Item.text(auth.get("location"));
    String place =
        switch (location == null ? "header" : location) {
          case "header" -> "header ";
          case "query", "param" -> "query ";
          case "cookie" -> {
            draft.note("location: the cookie is sent here; dlt fails at it.");
            yield "cookie ";
          }
          default -> {
            draft.note("location: there is no such place; write in.");
            yield Draft.NOT_IMPORTED + " ";
          }
        };
    if (place.equals("query ")) {
      draft.note(
          "api_key: a parameter that the request has already is an error here, unless on-conflict ="
              + " replace; dlt sends both.");
    }
    return secret(
        Block.of("api-key").text("in", place + (name == null ? "Authorization" : name)),
        own,
        auth,
        "api_key",
        "key");
  }

  private Block basic(Table auth, boolean own) {
    Block block = Block.of("http-basic");
    String password = Item.text(auth.get("password"));
    if (password == null) {
      plain(block, own, auth, "username", "username");
      return secret(block, own, auth, "password", "password");
    }
    secret(block, own, auth, "username", "username"); // one of the two may be the key
    return Draft.isFiller(List.of(new Literal(password)))
        ? block.text("password", password)
        : secret(block, own, auth, "password", "password");
  }

  private Block clientCredentials(Table auth, boolean own) {
    Map<String, Item> data =
        new LinkedHashMap<>(Item.members(auth.get("access_token_request_data")));
    String grant = Item.text(data.remove("grant_type"));
    Block block =
        grant == null || grant.equals("client_credentials")
            ? Block.of("oauth2-client-credentials")
            : Block.of("oauth2").word("grant", grant);
    url(block, auth, "access_token_url");
    block.word("client-authentication", "client_secret_post");
    for (String overridden : List.of("client_id", "client_secret")) {
      if (data.remove(overridden) != null) {
        draft.note(
            "access_token_request_data: its " + overridden + " is left out; set it as such.");
      }
    }
    plain(block, own, auth, "client_id", "client-id");
    secret(block, own, auth, "client_secret", "client-secret");
    Block parameters = new Block();
    data.forEach((name, value) -> {
      if (value instanceof Item.Scalar) {
        parameters.text(name, draft.beside(name, pieces(value)));
      } else {
        draft.note("access_token_request_data." + name + ": a list or a map is left out.");
      }
    });
    block.block("request", new Block().block("parameters", parameters));
    lifetime(block, auth);
    if (!Item.isAbsent(auth.get("access_token"))) {
      draft.note("access_token: dlt asks for another at once; it is left out.");
    }
    draft.note("expires_in of the reply is taken here with some time to spare; dlt has none.");
    return block;
  }

  private void url(Block block, Table auth, String field) {
    List<Piece> url = pieces(auth.get(field));
    if (url.isEmpty()) {
      draft.note(field + ": it is not in the document; write token-url.");
    }
    block.text(
        "token-url",
        url.isEmpty() ? Draft.NOT_IMPORTED : draft.address("token-url", Piece.literal(url)));
  }

  private void lifetime(Block block, Table auth) {
    List<Piece> seconds = pieces(auth.get("default_token_expiration"));
    String time =
        seconds.isEmpty()
            ? null
            : new AirbyteTexts(draft).time("default_token_expiration", seconds);
    block.raw("lifetime", time == null ? "1 h" : time);
  }

  private Block jwt(Table auth) {
    Block block = Block.of("oauth2-jwt-bearer");
    url(block, auth, "auth_endpoint");
    Block assertion = new Block().word("algorithm", "RS256");
    draft.secretKey(assertion, false, "signing-key", "private-key", "private_key of auth");
    noteIfPlain(auth, "private_key");
    if (!Item.isAbsent(auth.get("private_key_passphrase"))) {
      draft.secretKey(
          assertion,
          false,
          "passphrase",
          "private-key-passphrase",
          "private_key_passphrase of auth");
      noteIfPlain(auth, "private_key_passphrase");
    }
    Block claims = new Block();
    String client = Item.text(auth.get("client_id"));
    String id =
        client == null
            ? "{{" + draft.key("client-id", "client_id of auth") + "}}"
            : draft.text("client_id", List.of(new Literal(client)));
    claims.text("iss", id).text("sub", id);
    String scope =
        auth.get("scopes") instanceof Item.Row row
            ? String.join(
                " ", row.items().stream().map(one -> String.valueOf(Item.text(one))).toList())
            : Item.text(auth.get("scopes"));
    if (scope != null && !scope.isEmpty()) {
      claims.text("scope", draft.text("scopes", List.of(new Literal(scope))));
    }
    assertion.raw("stamps", "[iat, exp]").raw("lifetime", "1 h").block("claims", claims);
    block.block("assertion", assertion);
    Block headers = new Block();
    Item.members(auth.get("headers"))
        .forEach((name, value) -> {
          if (!name.equalsIgnoreCase("Content-Type")) {
            headers.text(name, draft.beside(name, pieces(value)));
          }
        });
    block.block("request", new Block().block("headers", headers));
    lifetime(block, auth);
    return block;
  }

  private void noteIfPlain(Table auth, String field) {
    if (!pieces(auth.get(field)).isEmpty()) {
      draft.note(
          field
              + ": it stands in the document in plain and is not repeated here; set the secret, and"
              + " let nobody use that one any more.");
    }
  }
}

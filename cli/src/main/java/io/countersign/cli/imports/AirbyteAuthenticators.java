package io.countersign.cli.imports;

import io.countersign.cli.imports.Item.Table;
import io.countersign.cli.imports.Manifest.Component;
import io.countersign.cli.imports.Piece.Field;
import io.countersign.cli.imports.Piece.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns the authenticators of a low-code manifest into blocks. */
final class AirbyteAuthenticators {
  static final String AUTHORIZATION = "header Authorization";

  private final Draft draft;
  private final AirbyteTexts texts;
  private final AirbyteOAuth oauth;
  private final AirbyteSession session;
  private final AirbyteJwt jwt;
  private int depth;

  AirbyteAuthenticators(Draft draft) {
    this.draft = draft;
    this.texts = new AirbyteTexts(draft);
    this.jwt = new AirbyteJwt(draft, texts, this);
    this.oauth = new AirbyteOAuth(draft, texts, jwt);
    this.session = new AirbyteSession(draft, texts, this);
  }

  /**
   * Returns the block of an authenticator, without its origins.
   *
   * @param own whether it stands by itself under the name of the draft
   */
  Block block(Component component, boolean own) {
    if (depth >= Document.DEPTH) {
      throw component.manifest().selfReference(component.table());
    }
    depth++;
    Block block = typed(component, own);
    depth--;
    return block;
  }

  private Block typed(Component component, boolean own) {
    return switch (component.type()) {
      case "NoAuth" -> Block.of("none");
      case "BasicHttpAuthenticator" ->
          basic(
              new AirbyteTexts.Basic(component.pieces("username"), component.pieces("password")),
              own);
      case "BearerAuthenticator" -> bearer(component.pieces("api_token"), own);
      case "ApiKeyAuthenticator" -> apiKey(component, own);
      case "OAuthAuthenticator" -> oauth.block(component, own);
      case "JwtAuthenticator" -> jwt.block(component, own);
      case "SessionTokenAuthenticator" -> session.block(component, own);
      case "LegacySessionTokenAuthenticator" -> session.legacy(component, own);
      case "SelectiveAuthenticator" -> selective(component);
      case "RateLimitedMultipleTokenAuthenticator" ->
          notImported(
              "RateLimitedMultipleTokenAuthenticator shares a budget of requests among several"
                  + " tokens. Countersign has no type for that: take one token (type = bearer), or"
                  + " write a provider (docs/write-a-provider.md).");
      case "CustomAuthenticator" -> custom(component);
      default ->
          notImported(
              "an authenticator of the type "
                  + Fields.kebab(component.type())
                  + " is not known (line "
                  + component.table().at().line()
                  + ").");
    };
  }

  Block notImported(String note) {
    draft.note(note);
    return Block.of(Draft.NOT_IMPORTED);
  }

  private Block custom(Component component) {
    String name = String.valueOf(component.text("class_name"));
    String shown = name.matches("[A-Za-z0-9_.]{1,120}") ? name : "(unnamed)";
    List<String> settings = new ArrayList<>(component.table().members().keySet());
    settings.removeAll(List.of("type", "class_name", "$parameters"));
    return notImported(
        "CustomAuthenticator: "
            + shown
            + " is Python code, which cannot be imported"
            + (settings.isEmpty() ? "" : "; it is given " + String.join(", ", settings))
            + ". See whether a type of Countersign says the same (session, oauth2 and hmac say much);"
            + " else write a provider of some ten lines, as in examples/custom-provider.");
  }

  Block bearer(List<Piece> token, boolean own) {
    Block block = Block.of("bearer");
    draft.secret(block, own, "token", token);
    return block;
  }

  Block basic(AirbyteTexts.Basic basic, boolean own) {
    Block block = Block.of("http-basic");
    List<Piece> password = basic.password();
    boolean userIsPlain =
        Piece.areLiteral(basic.user())
            && !basic.user().isEmpty()
            && !Piece.areLiteral(password); // one of two that are known may be the key
    if (userIsPlain) {
      block.text("username", draft.text("username", basic.user()));
    } else {
      draft.secret(block, own, "username", basic.user());
    }
    if (Draft.isFiller(password)) {
      block.text("password", Piece.literal(password));
    } else {
      draft.secret(block, own, "password", password);
    }
    return block;
  }

  private Block apiKey(Component component, boolean own) {
    String place = AUTHORIZATION;
    Component option = component.component("inject_into");
    if (option != null && component.has("header")) {
      draft.note("ApiKeyAuthenticator: header and inject_into are both set; header is left out.");
    }
    if (option != null) {
      place = place(option);
    } else if (component.has("header")) {
      place = "header " + literal("header", component.pieces("header"));
    } else {
      draft.note("ApiKeyAuthenticator: it says neither header nor inject_into; check the header.");
    }
    return key(place, component.pieces("api_token"), own);
  }

  /**
   * Returns a block that puts a key into a place; a Basic header that is made there is one here.
   */
  Block key(String place, List<Piece> key, boolean own) {
    Optional<AirbyteTexts.Basic> basic = AirbyteTexts.basic(key);
    return basic.isPresent() && place.equalsIgnoreCase(AUTHORIZATION)
        ? basic(basic.get(), own)
        : placed(place, key, own);
  }

  private Block placed(String place, List<Piece> key, boolean own) {
    List<Piece> bare = key;
    String value = "{{self}}";
    long fields = key.stream().filter(Field.class::isInstance).count();
    if (fields == 1 && key.stream().allMatch(AirbyteAuthenticators::isPlain)) {
      value = "";
      for (Piece piece : key) {
        value += piece instanceof Field ? "{{self}}" : draft.text("value", List.of(piece));
      }
      bare = key.stream().filter(Field.class::isInstance).toList();
    }
    boolean authorization = place.equalsIgnoreCase(AUTHORIZATION);
    if (authorization && value.equals("Bearer {{self}}")) {
      return bearer(bare, own);
    }
    Block block = Block.of("api-key").text("in", place);
    draft.secret(block, own, "key", bare);
    if (!value.equals("{{self}}")) {
      block.text("value", value);
    }
    return block;
  }

  private static boolean isPlain(Piece piece) {
    return piece instanceof Field || piece instanceof Literal;
  }

  /** Returns where a request option puts something, as a place of Countersign. */
  String place(Component option) {
    String into = String.valueOf(option.text("inject_into"));
    List<String> path = new ArrayList<>();
    for (Item name : Item.items(option.get("field_path"))) {
      path.add(literal("field_path", option.pieces(name)));
    }
    String name = literal("field_name", option.pieces("field_name"));
    String in = place(into, name, path);
    boolean whole = in.equals(Draft.NOT_IMPORTED) || !in.contains(Draft.NOT_IMPORTED);
    return whole ? in : Draft.NOT_IMPORTED + ": " + in;
  }

  private String place(String into, String name, List<String> path) {
    return switch (into) {
      case "header" -> "header " + name;
      case "request_parameter" -> "query " + name;
      case "body_data" -> "form " + name;
      case "body_json" -> "json " + AirbyteTexts.pointer(path.isEmpty() ? List.of(name) : path);
      default -> {
        draft.note("inject_into: there is no such place; write in.");
        yield Draft.NOT_IMPORTED;
      }
    };
  }

  /** Returns a text that must be known now. */
  private String literal(String what, List<Piece> pieces) {
    if (Piece.areLiteral(pieces)) {
      return Piece.literal(pieces);
    }
    draft.note(
        what
            + ": a name cannot hold an expression here; write it in place of "
            + Draft.NOT_IMPORTED
            + ".");
    return Draft.NOT_IMPORTED;
  }

  private Block selective(Component component) {
    List<String> path = new ArrayList<>();
    for (Item name : Item.items(component.get("authenticator_selection_path"))) {
      path.add(literal("authenticator_selection_path", component.pieces(name)));
    }
    Block block = Block.of("selective");
    if (path.isEmpty()) {
      return notImported("SelectiveAuthenticator: it says no authenticator_selection_path.");
    }
    block.raw("by", "${" + draft.substitution(new Field(path, List.of(), Optional.empty())) + "}");
    Block options = block.inner("options");
    Map<String, Item> inherited = component.parameters();
    if (component.get("authenticators") instanceof Table authenticators) {
      authenticators
          .members()
          .forEach((option, item) -> {
            Component found = component.manifest().component(item, inherited);
            options.block(
                option,
                found == null
                    ? notImported(option + ": there is no authenticator.")
                    : block(found, false));
          });
    }
    return block;
  }
}

package io.countersign.cli.imports;

import io.countersign.cli.imports.Item.Row;
import io.countersign.cli.imports.Manifest.Component;
import io.countersign.cli.imports.Piece.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns an {@code OAuthAuthenticator} into a block of one of the types of OAuth 2. */
final class AirbyteOAuth {
  private static final String REFRESH_TOKEN = "refresh_token";
  private static final List<String> REFRESH_TOKEN_PATH = List.of("credentials", REFRESH_TOKEN);

  private final Draft draft;
  private final AirbyteTexts texts;
  private final AirbyteJwt jwt;

  AirbyteOAuth(Draft draft, AirbyteTexts texts, AirbyteJwt jwt) {
    this.draft = draft;
    this.texts = texts;
    this.jwt = jwt;
  }

  Block block(Component component, boolean own) {
    if (!component.has("token_refresh_endpoint")) {
      return given(component, own);
    }
    Component assertion = component.component("profile_assertion");
    Block block;
    if (assertion != null && Item.isTrue(component.get("use_profile_assertion"))) {
      block = asserted(component, assertion);
    } else {
      block = granted(component, own);
      scope(component, block);
    }
    token(component, block);
    return block;
  }

  /** A token that exists already, and nowhere to have another. */
  private Block given(Component component, boolean own) {
    Block block = Block.of("bearer");
    draft.secret(block, own, "token", component.pieces("access_token_value"));
    return block;
  }

  private void endpoint(Component component, Block block) {
    block.raw("token-url", texts.address("token-url", component.pieces("token_refresh_endpoint")));
  }

  private Block asserted(Component component, Component assertion) {
    Block block = Block.of("oauth2-jwt-bearer");
    endpoint(component, block);
    Block inner = new Block();
    jwt.mint(assertion, inner, false, "5 min");
    block.block("assertion", inner);
    if (assertion.has("header_prefix")) {
      draft.note("profile_assertion: header_prefix would make the assertion invalid; left out.");
    }
    if (Item.isAbsent(Item.members(assertion.get("jwt_payload")).get("aud"))) {
      draft.note("assertion: aud is the token endpoint, as RFC 7523 has it, since none is said.");
    }
    return block;
  }

  private Block granted(Component component, boolean own) {
    List<Piece> grant = component.pieces("grant_type");
    String type =
        grant.isEmpty() ? REFRESH_TOKEN : Piece.areLiteral(grant) ? Piece.literal(grant) : "";
    boolean password =
        type.equals("password")
            && component.get("refresh_request_body") instanceof Item.Table body
            && body.get("username") != null
            && body.get("password") != null;
    Block block =
        switch (type) {
          case REFRESH_TOKEN -> Block.of("oauth2-refresh-token");
          case "client_credentials" -> Block.of("oauth2-client-credentials");
          default ->
              password
                  ? Block.of("oauth2-password")
                  : Block.of("oauth2")
                      .raw("grant", type.isEmpty() ? draft.word("grant", grant) : Hocon.word(type));
        };
    endpoint(component, block);
    Block request = new Block();
    client(component, block, request, own);
    Block parameters = request.inner("parameters");
    Block all = new Block();
    texts.texts(component, component.get("refresh_request_body"), all);
    lists(component.get("refresh_request_body"));
    all.names()
        .forEach(name -> {
          String written = all.written(name);
          if (written != null) {
            (password && List.of("username", "password").contains(name) ? block : parameters)
                .raw(name, written);
          }
        });
    refreshToken(component, block, parameters, own, type);
    names(component, request);
    if (Item.isTrue(component.get("send_refresh_request_as_query_params"))) {
      request.word("encoding", "query");
    }
    request.prune();
    block.block("request", request);
    return block;
  }

  private void lists(@Nullable Item body) {
    Item.members(body)
        .forEach((name, value) -> {
          if (value instanceof Row) {
            draft.note(
                "refresh_request_body." + name + ": a parameter that stands there more than once.");
          }
        });
  }

  private void refreshToken(
      Component component, Block block, Block parameters, boolean own, String type) {
    List<Piece> token = component.pieces(REFRESH_TOKEN);
    Component updater = component.component("refresh_token_updater");
    if (updater != null) {
      List<String> path = new ArrayList<>();
      Item.items(updater.get("refresh_token_config_path"))
          .forEach(name -> path.add(String.valueOf(Item.text(name))));
      token =
          List.of(
              new Field(
                  path.isEmpty() ? REFRESH_TOKEN_PATH : List.copyOf(path),
                  List.of(),
                  Optional.empty()));
      draft.keepTokens(
          "Refresh tokens are good for one use here: keep them in files, or a restart needs a new"
              + " consent.");
      draft.note(
          "refresh_token_updater: the newest refresh token is kept by countersign.tokens, not"
              + " written back; the one that is configured is used first.");
      String name = updater.text("refresh_token_name");
      if (name != null && !name.equals(REFRESH_TOKEN)) {
        block.inner("response").text("refresh-token", AirbyteTexts.pointer(List.of(name)));
      }
    }
    if (type.equals(REFRESH_TOKEN)) {
      draft.secret(block, own, "refresh-token", token);
    } else if (!token.isEmpty()) {
      parameters.text(REFRESH_TOKEN, draft.beside(REFRESH_TOKEN, token));
    }
  }

  /** How the client says who it is: in the body, or by what a header says. */
  private void client(Component component, Block block, Block request, boolean own) {
    Item headers = component.get("refresh_request_headers");
    Map.Entry<String, Item> authorization = AirbyteTexts.header(headers, "Authorization");
    List<Piece> id = component.pieces("client_id");
    List<Piece> secret = component.pieces("client_secret");
    AirbyteTexts.Basic basic =
        authorization == null
            ? null
            : AirbyteTexts.basic(component.pieces(authorization.getValue())).orElse(null);
    Block written = new Block();
    texts.texts(
        component,
        headers,
        written,
        authorization == null || basic == null ? "" : authorization.getKey());
    if (authorization != null && !authorization.getKey().equals("Authorization")) {
      draft.note(
          "refresh_request_headers: with a header that is spelled "
              + Fields.kebab(authorization.getKey())
              + " Airbyte sends id and secret of the client in the body, too; here they are sent"
              + " once.");
    }
    if (basic != null) {
      block.word("client-authentication", "client_secret_basic_legacy");
      id = basic.user();
      secret = basic.password();
    } else if (authorization != null) {
      block.word("client-authentication", "none");
      block.text("client-id", "");
      draft.note("request.headers: Authorization says who the client is.");
    } else {
      block.word("client-authentication", "client_secret_post");
    }
    if (authorization == null || basic != null) {
      if (Piece.areLiteral(id)) {
        block.text("client-id", draft.text("client-id", id));
      } else {
        draft.secret(block, own, "client-id", id);
      }
      if (secret.isEmpty()) {
        block.text("client-secret", "");
      } else {
        draft.secret(block, own, "client-secret", secret);
      }
    }
    contentType(written, headers);
    request.block("headers", written);
  }

  private void contentType(Block written, @Nullable Item headers) {
    Map.Entry<String, Item> type = AirbyteTexts.header(headers, "Content-Type");
    if (type == null) {
      return;
    }
    written.remove(type.getKey());
    String said = Item.text(type.getValue());
    if (said != null && !said.startsWith("application/x-www-form-urlencoded")) {
      draft.note(
          "refresh_request_headers: a form is sent there whatever Content-Type says; here it says"
              + " that it is a form. If the server wants JSON, write request.encoding = json.");
    }
  }

  private void names(Component component, Block request) {
    Block names = new Block();
    for (String parameter : List.of("grant_type", "client_id", "client_secret", REFRESH_TOKEN)) {
      List<Piece> name = component.pieces(parameter + "_name");
      if (!name.isEmpty() && !Piece.literal(name).equals(parameter)) {
        names.text(parameter, draft.text(parameter + "_name", name));
      }
    }
    request.block("names", names);
  }

  private void scope(Component component, Block block) {
    List<String> scopes = new ArrayList<>();
    for (Item scope : Item.items(component.get("scopes"))) {
      scopes.add(draft.word("scopes", component.pieces(scope)));
    }
    if (!scopes.isEmpty()) {
      block.raw("scope", Hocon.list(scopes));
      draft.note(
          "scopes: sent as scope, joined by blanks (RFC 6749 §3.3); Airbyte repeats a parameter"
              + " scopes, which servers ignore.");
    }
  }

  /** What comes of the reply, and what is there already. */
  private void token(Component component, Block block) {
    Block response = block.inner("response");
    place(component, "access_token_name", "access_token", "access-token", response);
    boolean moment = component.has("token_expiry_date_format");
    List<Piece> expires = component.pieces("expires_in_name");
    String name = expires.isEmpty() ? "expires_in" : Piece.literal(expires);
    if (moment) {
      response.text("expires-at", AirbyteTexts.pointer(List.of(name)));
      format(component, response);
    } else {
      place(component, "expires_in_name", "expires_in", "expires-in", response);
    }
    refused(component, response);
    block.prune();
    if (component.has("access_token_value")) {
      draft.secret(block, false, "access-token", component.pieces("access_token_value"));
      if (component.has("token_expiry_date")) {
        block.text("expires-at", draft.text("expires-at", component.pieces("token_expiry_date")));
      }
    }
    block.raw("lifetime", "1 h");
    draft.note(
        "lifetime is for a reply that does not say how long its token is good. A token that is not"
            + " at the top of the reply needs response.access-token; Airbyte looks for it everywhere.");
  }

  private void place(
      Component component, String field, String usual, String setting, Block response) {
    List<Piece> name = component.pieces(field);
    if (!name.isEmpty() && !Piece.literal(name).equals(usual)) {
      if (Piece.areLiteral(name)) {
        response.text(setting, AirbyteTexts.pointer(List.of(Piece.literal(name))));
      } else {
        response.raw(setting, draft.word(field, name));
      }
    }
  }

  private void format(Component component, Block response) {
    String format = String.valueOf(component.text("token_expiry_date_format"));
    Optional<String> pattern = Dates.pattern(format);
    if (pattern.isEmpty()) {
      draft.note(
          "token_expiry_date_format: not carried over; write response.expires-format as a pattern"
              + " of java.time if the moment is not written as RFC 3339.");
    } else if (!pattern.get().isEmpty()) {
      response.text("expires-format", pattern.get());
    }
  }

  private void refused(Component component, Block response) {
    Component updater = component.component("refresh_token_updater");
    for (Component owner : updater == null ? List.of(component) : List.of(updater, component)) {
      String key = owner.text("refresh_token_error_key");
      if (key != null && !key.isEmpty() && !key.equals("error")) {
        response.text("error", AirbyteTexts.pointer(List.of(key)));
      }
      List<String> values = new ArrayList<>();
      for (Item value : Item.items(owner.get("refresh_token_error_values"))) {
        values.add(draft.word("refresh_token_error_values", owner.pieces(value)));
      }
      if (!values.isEmpty()) {
        response.raw("reauthorize-on", Hocon.list(values));
      }
    }
  }
}

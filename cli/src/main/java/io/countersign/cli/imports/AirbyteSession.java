package io.countersign.cli.imports;

import io.countersign.cli.imports.Item.Table;
import io.countersign.cli.imports.Manifest.Component;
import io.countersign.cli.imports.Piece.Literal;
import io.countersign.cli.imports.Piece.Self;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns the authenticators that log in into blocks of {@code session}. */
final class AirbyteSession {
  private final Draft draft;
  private final AirbyteTexts texts;
  private final AirbyteAuthenticators authenticators;

  AirbyteSession(Draft draft, AirbyteTexts texts, AirbyteAuthenticators authenticators) {
    this.draft = draft;
    this.texts = texts;
    this.authenticators = authenticators;
  }

  Block block(Component component, boolean own) {
    Block block = Block.of("session");
    carried(component, block);
    Component requester = component.component("login_requester");
    if (requester == null) {
      return authenticators.notImported("SessionTokenAuthenticator: it has no login_requester.");
    }
    Block login = new Block();
    call(requester, login);
    List<String> path = new ArrayList<>();
    boolean literal = true;
    for (Item name : Item.items(component.get("session_token_path"))) {
      List<Piece> pieces = component.pieces(name);
      literal &= Piece.areLiteral(pieces);
      path.add(Piece.literal(pieces));
    }
    if (!literal) {
      draft.note("session_token_path: it holds an expression; write login.token.");
    }
    login.text("token", literal ? "json " + AirbyteTexts.pointer(path) : Draft.NOT_IMPORTED);
    Component decoder = component.component("decoder");
    if (decoder != null && !decoder.type().equals("JsonDecoder")) {
      draft.note(
          "decoder: the reply to the login is not JSON; its token cannot be read, unless a header or"
              + " a cookie has it. Write login.token.");
      login.text("token", Draft.NOT_IMPORTED);
    }
    block.block("login", login);
    lifetime(component, block);
    return block;
  }

  private void lifetime(Component component, Block block) {
    List<Piece> duration = component.pieces("expiration_duration");
    String time = duration.isEmpty() ? null : texts.time("expiration_duration", duration);
    if (time != null) {
      block.raw("lifetime", time);
    } else {
      draft.note(
          "session: a login is good until a request is refused (401); without expiration_duration"
              + " Airbyte logs in several times for each request.");
    }
  }

  private void carried(Component component, Block block) {
    Component carried = component.component("request_authentication");
    if (carried == null || carried.type().equals("Bearer")) {
      block.text("in", AirbyteAuthenticators.AUTHORIZATION);
      return;
    }
    Component option = carried.component("inject_into");
    String place = option == null ? Draft.NOT_IMPORTED : authenticators.place(option);
    block.text("in", place);
    List<Piece> token = carried.pieces("api_token");
    String value =
        token.isEmpty()
            ? "{{self}}"
            : Piece.areLiteral(token)
                ? draft.beside("api_token", token)
                : draft.text("value", token);
    boolean authorization = place.equalsIgnoreCase(AirbyteAuthenticators.AUTHORIZATION);
    if (!value.equals(authorization ? "Bearer {{self}}" : "{{self}}")) {
      block.text("value", value);
    }
    if (token.stream().noneMatch(Self.class::isInstance) && !token.isEmpty()) {
      draft.note("request_authentication.api_token: the session is not in it.");
    }
  }

  /** Writes the call that logs in. */
  private void call(Component requester, Block login) {
    String method = requester.text("http_method");
    if (!"POST".equals(method)) {
      login.word("method", method == null ? "GET" : method);
    }
    login.raw("url", texts.address("login.url", url(requester)));
    Item headers = requester.get("request_headers");
    Map.Entry<String, Item> authorization = AirbyteTexts.header(headers, "Authorization");
    Optional<AirbyteTexts.Basic> basic =
        authorization == null
            ? Optional.empty()
            : AirbyteTexts.basic(requester.pieces(authorization.getValue()));
    Block written = new Block();
    texts.texts(
        requester,
        headers,
        written,
        authorization == null || basic.isEmpty() ? "" : authorization.getKey());
    if (basic.isPresent()) {
      login.block("authenticator", authenticators.basic(basic.get(), false));
    }
    body(requester, login);
    Map.Entry<String, Item> type = AirbyteTexts.header(headers, "Content-Type");
    if (type != null && (login.has("json") || login.has("form"))) {
      written.remove(type.getKey());
    }
    login.block("headers", written);
    Block query = new Block();
    texts.texts(requester, requester.get("request_parameters"), query);
    login.block("query", query);
    Component authenticator = requester.component("authenticator");
    if (authenticator != null && !authenticator.type().equals("NoAuth")) {
      login.block("authenticator", authenticators.block(authenticator, false));
    }
  }

  private void body(Component requester, Block login) {
    Item json = requester.get("request_body_json");
    Item form = requester.get("request_body_data");
    if (requester.get("request_body") instanceof Table body) {
      Item value = requester.manifest().resolved(body.get("value")).item();
      String type = String.valueOf(Item.text(body.get("type")));
      if (type.equals("RequestBodyJsonObject")) {
        json = value;
      } else if (type.equals("RequestBodyUrlEncodedForm")) {
        form = value;
      } else {
        draft.note("login: a body that is " + Fields.kebab(type) + " is not carried over.");
        login.text("token", Draft.NOT_IMPORTED);
      }
    }
    Block written = new Block();
    if (json instanceof Table) {
      texts.tree(requester, json, written);
      login.block("json", written);
    } else if (form instanceof Table) {
      texts.texts(requester, form, written);
      login.block("form", written);
    } else if (!Item.isAbsent(form)) {
      pairs(requester, String.valueOf(Item.text(form)), written);
      login.block("form", written);
    } else if (!Item.isAbsent(json)) {
      draft.note("login: a body that is one expression is not carried over; write login.json.");
      written.text(Draft.NOT_IMPORTED, "{{" + Draft.NOT_IMPORTED + ":body}}");
      login.block("json", written);
    }
  }

  /** A form that is written as one text. */
  private void pairs(Component requester, String text, Block form) {
    for (String pair : pairs(text)) {
      int equals = pair.indexOf('=');
      if (equals <= 0 || pair.substring(0, equals).contains("{{")) {
        draft.note("login: a body that is one text is not carried over; write login.form.");
        form.text(Draft.NOT_IMPORTED, "{{" + Draft.NOT_IMPORTED + ":body}}");
        return;
      }
      String name = pair.substring(0, equals);
      form.text(
          name,
          draft.beside(name, Jinja.pieces(pair.substring(equals + 1), requester.parameters())));
    }
  }

  /** Splits at every sign that is in no expression. */
  private static List<String> pairs(String text) {
    List<String> pairs = new ArrayList<>();
    int from = 0;
    boolean expression = false;
    for (int i = 0; i < text.length(); i++) {
      if (text.startsWith("{{", i)) {
        expression = true;
      } else if (text.startsWith("}}", i)) {
        expression = false;
      } else if (text.charAt(i) == '&' && !expression) {
        pairs.add(text.substring(from, i));
        from = i + 1;
      }
    }
    pairs.add(text.substring(from));
    return pairs;
  }

  /** Returns the address of a requester: its base, and its path below that. */
  static List<Piece> url(Component requester) {
    List<Piece> base =
        requester.has("url_base") ? requester.pieces("url_base") : requester.pieces("url");
    List<Piece> path = requester.pieces("path");
    if (path.isEmpty() || base.isEmpty()) {
      return base.isEmpty() ? path : base;
    }
    if (path.get(0) instanceof Literal first && first.text().matches("(?i)https?://.*")) {
      return path;
    }
    List<Piece> joined = new ArrayList<>(base);
    Piece last = base.get(base.size() - 1);
    if (!(last instanceof Literal literal && literal.text().endsWith("/"))) {
      joined.add(new Literal("/"));
    }
    for (int i = 0; i < path.size(); i++) {
      Piece piece = path.get(i);
      joined.add(
          i == 0 && piece instanceof Literal literal
              ? new Literal(literal.text().replaceFirst("^/+", ""))
              : piece);
    }
    return List.copyOf(joined);
  }

  /** A user and a password for a session, in the one way that was there first. */
  Block legacy(Component component, boolean own) {
    Block block = Block.of("session");
    block.text("in", "header " + Piece.literal(component.pieces("header")));
    if (!Piece.areLiteral(component.pieces("header"))) {
      draft.note("header: a name cannot hold an expression here; write in.");
    }
    Block login = new Block();
    login.raw("url", texts.address("login.url", joined(component, "login_url")));
    login.text(
        "token",
        "json "
            + AirbyteTexts.pointer(
                List.of(Piece.literal(component.pieces("session_token_response_key")))));
    Block json = login.inner("json");
    json.text("username", draft.beside("username", component.pieces("username")));
    json.text("password", draft.beside("password", component.pieces("password")));
    block.block("login", login);
    if (component.has("validate_session_url")) {
      block.raw(
          "validate-url", texts.address("validate-url", joined(component, "validate_session_url")));
    }
    block.raw("lifetime", "1 d");
    if (component.has("session_token")) {
      List<Piece> token = component.pieces("session_token");
      block.comment(
          "token = "
              + Hocon.quoted(
                  Piece.areLiteral(token) ? "{{…}}" : draft.text("session_token", token)));
      draft.note(
          "session_token: optional there. If you have a session already, write token in place of the"
              + " comment; it is used until it is refused, and then login begins another.");
    }
    return block;
  }

  private static List<Piece> joined(Component component, String field) {
    List<Piece> all = new ArrayList<>(component.pieces("api_url"));
    all.addAll(component.pieces(field));
    return all;
  }
}

package io.countersign.cli.imports;

import io.countersign.cli.imports.Item.Table;
import io.countersign.cli.imports.Manifest.Component;
import io.countersign.cli.imports.Piece.Field;
import io.countersign.cli.imports.Piece.Literal;
import java.util.ArrayList;
import java.util.List;

/** Turns a {@code JwtAuthenticator} into settings of {@code jwt}. */
final class AirbyteJwt {
  private final Draft draft;
  private final AirbyteTexts texts;
  private final AirbyteAuthenticators authenticators;

  AirbyteJwt(Draft draft, AirbyteTexts texts, AirbyteAuthenticators authenticators) {
    this.draft = draft;
    this.texts = texts;
    this.authenticators = authenticators;
  }

  Block block(Component component, boolean own) {
    Block block = Block.of("jwt");
    mint(component, block, own, "20 min");
    Component option = component.component("request_option");
    String place =
        option == null ? AirbyteAuthenticators.AUTHORIZATION : authenticators.place(option);
    boolean authorization = place.equalsIgnoreCase(AirbyteAuthenticators.AUTHORIZATION);
    if (!authorization) {
      block.text("in", place);
    }
    List<Piece> value = new ArrayList<>();
    List<Piece> prefix = component.pieces("header_prefix");
    value.addAll(prefix);
    value.add(new Literal(prefix.isEmpty() ? "" : " "));
    String written = draft.text("header_prefix", value) + "{{self}}";
    if (!written.equals(authorization ? "Bearer {{self}}" : "{{self}}")) {
      block.text("value", written);
    }
    return block;
  }

  /**
   * Writes what signs and what is signed.
   *
   * @param usual the lifetime that is taken if none is written
   */
  void mint(Component component, Block block, boolean own, String usual) {
    block.raw("algorithm", draft.word("algorithm", component.pieces("algorithm")));
    List<Piece> key = component.pieces("secret_key");
    if (key.size() == 1
        && key.get(0) instanceof Field field
        && field.filters().equals(List.of("base64decode"))) {
      key = List.of(new Field(field.path(), List.of(), field.otherwise()));
      block.word("key-encoding", "decode-base64");
    }
    draft.secret(block, own, "signing-key", key);
    if (Item.isTrue(component.get("base64_encode_secret_key"))) {
      block.word("key-encoding", "encode-base64");
    }
    if (component.has("passphrase")) {
      draft.secret(block, false, "passphrase", component.pieces("passphrase"));
    }
    List<Piece> duration = component.pieces("token_duration");
    String lifetime = duration.isEmpty() ? "20 min" : texts.time("token_duration", duration);
    if (lifetime != null && !lifetime.equals(usual)) {
      block.raw("lifetime", lifetime);
    }
    block.raw("stamps", "[iat, nbf, exp]");
    Block jose = new Block();
    if (component.get("jwt_headers") instanceof Table headers) {
      Block all = new Block();
      texts.tree(component, headers, all);
      for (String name : List.of("kid", "typ", "cty")) {
        String written = all.written(name);
        if (written != null && !written.equals("null") && !written.equals("\"\"")) {
          (name.equals("kid") ? block : jose).raw(name, written);
        }
      }
    }
    if ("\"JWT\"".equals(jose.written("typ"))) {
      jose.remove("typ");
    }
    Block claims = new Block();
    texts.tree(component, component.get("jwt_payload"), claims);
    texts.tree(component, component.get("additional_jwt_payload"), claims);
    block.block("claims", claims);
    texts.tree(component, component.get("additional_jwt_headers"), jose);
    block.block("jose", jose);
    draft.note(
        "jwt: a key that is shorter than RFC 7518 demands is refused; weak-key = allow takes it."
            + " A token is signed once for its lifetime, and not for each request.");
  }
}

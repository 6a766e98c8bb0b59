package io.countersign.cli;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** What a JWT says (RFC 7519), its signature aside; {@code toString} is that as JSON. */
record DecodedToken(ConfigObject header, ConfigObject claims) {
  private static final int DEEPEST = 64;
  private static final int PARTS_OF_JWS = 3;
  private static final int PARTS_OF_JWE = 5;

  /** Completes "what was obtained …". */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String what) {
      super(what);
    }
  }

  static DecodedToken of(String token) throws Unreadable {
    String[] parts = token.split("\\.", -1);
    if (parts.length == PARTS_OF_JWE) {
      throw new Unreadable("is an encrypted JWT, which only its audience can read");
    }
    if (parts.length != PARTS_OF_JWS) {
      throw new Unreadable("is no JWT");
    }
    return new DecodedToken(json(parts[0]), json(parts[1]));
  }

  private static ConfigObject json(String part) throws Unreadable {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(part);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (!isDeep(text)) {
        return ConfigFactory.parseString(
                text, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON))
            .root();
      }
    } catch (IllegalArgumentException | CharacterCodingException | ConfigException malformed) {
      // said below, without what the parser says: it prints what it reads
    }
    throw new Unreadable("is no JWT");
  }

  /** Says too often that it is, where brackets stand in texts; no token has that many. */
  private static boolean isDeep(String json) {
    int depth = 0;
    int deepest = 0;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '{' || c == '[') {
        deepest = Math.max(deepest, ++depth);
      } else if (c == '}' || c == ']') {
        depth--;
      }
    }
    return deepest > DEEPEST;
  }

  @Override
  public String toString() {
    return Json.of(Map.of("header", header, "claims", claims));
  }
}

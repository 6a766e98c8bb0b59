package io.countersign.basic;

import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Live;
import io.countersign.spi.Placing;
import io.countersign.spi.RequestPlacing;
import io.countersign.spi.RequestWords;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import io.countersign.spi.Template;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/**
 * {@code hmac}: a signature of each request by a key that both sides know (RFC 2104), over what the
 * block says and wherever it says.
 */
public final class HmacProvider implements AuthProvider {
  private static final Setting<Secret> KEY =
      Setting.secret("key").describedAs("The key that signs");
  private static final Setting<String> KEY_ENCODING =
      Setting.oneOf("key-encoding", "text", "base64", "hex")
          .orElse("text")
          .describedAs("How the octets of the key are written; those of a text are UTF-8");
  private static final Setting<String> ALGORITHM =
      Setting.oneOf("algorithm", "md5", "sha1", "sha256", "sha384", "sha512")
          .orElse("sha256")
          .describedAs("The hash");
  private static final Setting<String> ENCODING =
      Setting.oneOf("encoding", "base64", "base64url", "hex")
          .orElse("base64")
          .describedAs("How the signature is written");
  private static final Setting<Template> SIGN =
      Setting.lines("sign", RequestWords.NAMES.toArray(new String[0]))
          .describedAs("What is signed; the items of a list are joined by line feeds");
  private static final Placing PLACING = Placing.perRequest();

  /** For {@link java.util.ServiceLoader}. */
  public HmacProvider() {}

  @Override
  public String type() {
    return "hmac";
  }

  @Override
  public List<Setting<?>> settings() {
    return PLACING.after(KEY, KEY_ENCODING, ALGORITHM, ENCODING, SIGN);
  }

  @Override
  public Authenticator create(Settings settings, AuthContext context) {
    Template sign = settings.get(SIGN);
    String encoding = settings.get(ENCODING);
    KeyEncoding keys = KeyEncoding.of(settings.get(KEY_ENCODING));
    String algorithm = "Hmac" + settings.get(ALGORITHM);
    Live<HmacKey> key =
        settings.get(KEY).map(written -> HmacKey.of(algorithm, keys.octets(written)));
    Live<Function<RequestWords, String>> signature =
        Live.both(
            key,
            sign.perRequest(),
            (by, text) -> words -> written(by.sign(out -> text.write(words, out)), encoding));
    RequestPlacing placing = PLACING.signing(settings, sign);
    return Authenticator.signing(placing.signers(signature, context), placing.needs());
  }

  private static String written(byte[] signature, String encoding) {
    return switch (encoding) {
      case "hex" -> HexFormat.of().formatHex(signature);
      case "base64url" -> Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
      default -> Base64.getEncoder().encodeToString(signature);
    };
  }
}

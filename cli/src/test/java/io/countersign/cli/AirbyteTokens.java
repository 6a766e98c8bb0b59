package io.countersign.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import io.countersign.cli.AirbyteShape.KeyRing;
import io.countersign.cli.DecodedToken.Unreadable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Writes out the JWTs in a text: two that were minted a second apart say the same. */
final class AirbyteTokens {
  private static final Pattern JWS = Pattern.compile("eyJ[\\w-]+\\.eyJ[\\w-]+\\.[\\w-]+");
  private static final long SECONDS_OF_A_RUN = 300;

  private final KeyRing keys;
  private final String secret;

  AirbyteTokens(KeyRing keys, Config config) {
    this.keys = keys;
    this.secret = config.getString("secret_key");
  }

  String read(String text) {
    return JWS.matcher(text).replaceAll(token -> Matcher.quoteReplacement(said(token.group())));
  }

  private String said(String token) {
    try {
      DecodedToken decoded = DecodedToken.of(token);
      return json(decoded.header())
          + " "
          + json(timeless(decoded.claims()))
          + " signed by "
          + signer(token, decoded.header().toConfig().getString("alg"));
    } catch (Unreadable | GeneralSecurityException failed) {
      return token;
    }
  }

  private static String json(ConfigObject object) {
    return object.render(ConfigRenderOptions.concise());
  }

  private static ConfigObject timeless(ConfigObject claims) {
    long iat = claims.toConfig().getLong("iat");
    ConfigObject timeless = claims;
    for (String time : new String[] {"exp", "nbf"}) {
      if (claims.containsKey(time)) {
        timeless =
            timeless.withValue(
                time,
                ConfigValueFactory.fromAnyRef("iat+" + (claims.toConfig().getLong(time) - iat)));
      }
    }
    boolean fresh = Math.abs(Instant.now().getEpochSecond() - iat) < SECONDS_OF_A_RUN;
    return fresh ? timeless.withValue("iat", ConfigValueFactory.fromAnyRef("now")) : timeless;
  }

  private String signer(String token, String algorithm) throws GeneralSecurityException {
    int dot = token.lastIndexOf('.');
    byte[] said = token.substring(0, dot).getBytes(StandardCharsets.US_ASCII);
    byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
    String bits = algorithm.substring(2);
    if (algorithm.startsWith("HS")) {
      byte[] plain = secret.getBytes(StandardCharsets.UTF_8);
      if (MessageDigest.isEqual(mac(bits, plain, said), signature)) {
        return "the secret";
      }
      byte[] encoded = Base64.getEncoder().encode(plain);
      return MessageDigest.isEqual(mac(bits, encoded, said), signature)
          ? "the secret in Base64"
          : "somebody else";
    }
    boolean rsa = algorithm.startsWith("RS");
    PublicKey key = (rsa ? keys.rsa() : keys.ec()).getPublic();
    Signature check =
        Signature.getInstance("SHA" + bits + (rsa ? "withRSA" : "withECDSAinP1363Format"));
    check.initVerify(key);
    check.update(said);
    return check.verify(signature) ? "the key" : "somebody else";
  }

  private static byte[] mac(String bits, byte[] key, byte[] said) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA" + bits);
    mac.init(new SecretKeySpec(key, "HMAC"));
    return mac.doFinal(said);
  }
}

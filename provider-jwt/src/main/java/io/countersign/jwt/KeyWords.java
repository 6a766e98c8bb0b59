package io.countersign.jwt;

import io.countersign.AuthException;
import io.countersign.spi.Live;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The settings that say what a block signs with. */
final class KeyWords {
  private static final List<String> CERTIFICATE_MEMBERS = List.of("x5t#S256", "x5t", "x5c");

  static final Setting<String> ALGORITHM =
      Setting.oneOf("algorithm", JwtSigner.ALGORITHMS.toArray(String[]::new))
          .describedAs("How it is signed (RFC 7518 §3.1)");
  static final Setting<Secret> SIGNING_KEY =
      Setting.secret("signing-key")
          .describedAs("A private key as PEM or JWK, or the shared secret of HS256 and its like");
  static final Setting<String> KEY_ENCODING =
      Setting.oneOf("key-encoding", "raw", "decode-base64", "decode-hex", "encode-base64")
          .orElse("raw")
          .describedAs("What is done to the text of the key before it is used");
  static final Setting<Optional<Secret>> PASSPHRASE =
      Setting.secret("passphrase").optional().describedAs("What an encrypted PEM is opened with");
  static final Setting<String> WEAK_KEY =
      Setting.oneOf("weak-key", "refuse", "allow")
          .orElse("refuse")
          .describedAs("What becomes of a key that is shorter than RFC 7518 §3 demands");
  static final Setting<Optional<Secret>> KID =
      Setting.text("kid")
          .optional()
          .describedAs("By which name the other side knows the key; else that of a JWK");
  static final Setting<Optional<Secret>> CERTIFICATE =
      Setting.text("certificate")
          .optional()
          .describedAs("The certificate of the key as PEM, with its chain behind it");
  static final Setting<Optional<List<String>>> CERTIFICATE_HEADERS =
      Setting.list("certificate-headers", "x5t#S256, x5t or x5c", KeyWords::member)
          .optional()
          .describedAs("How the header names the certificate; x5t#S256 where one is written");

  static final List<Setting<?>> ALL =
      List.of(
          ALGORITHM,
          SIGNING_KEY,
          KEY_ENCODING,
          PASSPHRASE,
          WEAK_KEY,
          KID,
          CERTIFICATE,
          CERTIFICATE_HEADERS);

  private KeyWords() {}

  /** Returns the signer of a block, made anew when one of its texts changes. */
  static Live<KeyAtHand> keys(Settings settings) {
    Live<Texts> texts =
        Live.both(
            Live.both(
                settings.get(SIGNING_KEY),
                text(settings, PASSPHRASE),
                (key, passphrase) -> new Texts(key, passphrase, "", "")),
            Live.both(
                text(settings, KID),
                text(settings, CERTIFICATE),
                (kid, certificate) -> new Texts("", "", kid, certificate)),
            (one, other) -> new Texts(one.key, one.passphrase, other.kid, other.certificate));
    return texts.map(
        read -> KeyAtHand.of(() -> signer(settings, read), signer -> described(settings, signer)));
  }

  /** The texts that a key is made of; empty where the block has none. */
  private record Texts(String key, String passphrase, String kid, String certificate) {
    @Override
    public String toString() {
      return "Texts";
    }
  }

  private static String member(String word) {
    if (!CERTIFICATE_MEMBERS.contains(word)) {
      throw new IllegalArgumentException(word);
    }
    return word;
  }

  private static Live<String> text(Settings settings, Setting<Optional<Secret>> setting) {
    return settings.get(setting).<Live<String>>map(text -> text).orElse(Live.of(""));
  }

  private static JwtSigner signer(Settings settings, Texts texts) {
    SigningKey key = told("signing-key", () -> key(settings, texts));
    if (!texts.kid.isEmpty()) {
      key = key.withKeyId(texts.kid);
    }
    if (settings.get(WEAK_KEY).equals("allow")) {
      key = key.evenIfWeak();
    }
    SigningKey known = certified(settings, key, texts.certificate);
    return told("signing-key", () -> JwtSigner.of(settings.get(ALGORITHM), known));
  }

  private static SigningKey certified(Settings settings, SigningKey key, String certificate) {
    if (!certificate.isEmpty()) {
      return told("certificate", () -> key.withCertificates(certificate));
    }
    if (key.certificates().isEmpty() && settings.has(CERTIFICATE_HEADERS)) {
      throw Unusable.because(
          "certificate-headers says how a certificate is named, and there is none: write"
              + " certificate");
    }
    return key;
  }

  /** Says which setting it is that cannot be used. */
  private static <T> T told(String setting, Supplier<T> work) {
    try {
      return work.get();
    } catch (AuthException unusable) {
      throw Unusable.because(setting + " cannot be used: " + unusable.getMessage());
    }
  }

  private static SigningKey key(Settings settings, Texts texts) {
    String encoding = settings.get(KEY_ENCODING);
    boolean shared = JwsAlgorithm.of(settings.get(ALGORITHM)).isSymmetric();
    if (encoding.equals("raw") && shared) {
      return SigningKey.secret(texts.key);
    }
    if (encoding.equals("raw")) {
      return SigningKey.read(texts.key, texts.passphrase);
    }
    byte[] bytes = decoded(encoding, texts.key);
    return shared
        ? SigningKey.secret(bytes)
        : SigningKey.read(new String(bytes, StandardCharsets.UTF_8), texts.passphrase);
  }

  private static byte[] decoded(String encoding, String text) {
    String dense = text.replaceAll("\\s", "");
    try {
      return switch (encoding) {
        case "decode-base64" ->
            Base64.getDecoder().decode(dense.replace('-', '+').replace('_', '/'));
        case "decode-hex" -> HexFormat.of().parseHex(dense);
        default -> Base64.getEncoder().encode(text.getBytes(StandardCharsets.UTF_8));
      };
    } catch (IllegalArgumentException malformed) {
      throw Unusable.because(
          "it is not what key-encoding = "
              + encoding
              + " says: it holds other characters, or is cut off");
    }
  }

  /** Returns what a header says of the key. */
  private static Map<String, Object> described(Settings settings, JwtSigner signer) {
    Map<String, Object> header = new LinkedHashMap<>();
    signer.keyId().ifPresent(kid -> header.put("kid", kid));
    List<String> usual = settings.has(CERTIFICATE) ? List.of("x5t#S256") : List.of();
    for (String member : settings.get(CERTIFICATE_HEADERS).orElse(usual)) {
      Object value =
          switch (member) {
            case "x5t#S256" -> signer.x5tS256().orElseThrow();
            case "x5t" -> signer.x5t().orElseThrow();
            default -> signer.x5c();
          };
      header.put(member, value);
    }
    return header;
  }
}

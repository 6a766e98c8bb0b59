package io.countersign.oauth2;

import io.countersign.AuthException;
import io.countersign.spi.Credentials;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** How the client says who it is (RFC 6749 §2.3.1, and what servers made of it). */
enum ClientAuthentication {
  /** User and password of HTTP Basic, each form-encoded first. */
  CLIENT_SECRET_BASIC,
  /** The same as they are, for servers that forgot the encoding. */
  CLIENT_SECRET_BASIC_LEGACY,
  /** Both among the parameters. */
  CLIENT_SECRET_POST,
  /** At both places. */
  CLIENT_SECRET_BASIC_AND_POST,
  /** By the client certificate, which an authority vouches for (RFC 8705 §2.1). */
  TLS_CLIENT_AUTH,
  /** By the client certificate, which the server knows (RFC 8705 §2.2). */
  SELF_SIGNED_TLS_CLIENT_AUTH,
  /** By a token that is signed with the client's secret (RFC 7523 §2.2, OpenID Connect Core §9). */
  CLIENT_SECRET_JWT,
  /** By a token that is signed with the client's private key. */
  PRIVATE_KEY_JWT,
  /** A public client, known by its id alone. */
  NONE;

  /** The words for which there is a secret. */
  static final String[] SECRET = {
    "client_secret_basic",
    "client_secret_basic_legacy",
    "client_secret_post",
    "client_secret_basic_and_post",
    "client_secret_jwt"
  };

  /** The words for which there is an assertion. */
  static final String[] ASSERTION = {"client_secret_jwt", "private_key_jwt"};

  /** The words for which there is a client certificate. */
  static final String[] CERTIFICATE = {"tls_client_auth", "self_signed_tls_client_auth"};

  static ClientAuthentication of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** Returns whether {@code client_id} is among the parameters. */
  boolean sendsId() {
    return this != CLIENT_SECRET_BASIC && this != CLIENT_SECRET_BASIC_LEGACY;
  }

  /** Returns whether it needs a client certificate. */
  boolean showsCertificate() {
    return this == TLS_CLIENT_AUTH || this == SELF_SIGNED_TLS_CLIENT_AUTH;
  }

  /** Returns whether {@code client_secret} is among the parameters. */
  boolean sendsSecret() {
    return this == CLIENT_SECRET_POST || this == CLIENT_SECRET_BASIC_AND_POST;
  }

  /** Returns the header field, or nothing. */
  Credentials header(String id, String secret) {
    return switch (this) {
      case CLIENT_SECRET_BASIC, CLIENT_SECRET_BASIC_AND_POST -> basic(encoded(id), encoded(secret));
      case CLIENT_SECRET_BASIC_LEGACY -> basic(withoutColon(id), secret);
      case CLIENT_SECRET_POST,
          TLS_CLIENT_AUTH,
          SELF_SIGNED_TLS_CLIENT_AUTH,
          CLIENT_SECRET_JWT,
          PRIVATE_KEY_JWT,
          NONE ->
          Credentials.none();
    };
  }

  private static String withoutColon(String id) {
    if (id.indexOf(':') >= 0) {
      throw new AuthException(
          AuthException.Category.REQUEST,
          "client-id has a colon, and without encoding the server would take the rest as secret; use"
              + " client_secret_basic or client_secret_post; nothing was sent");
    }
    return id;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Credentials basic(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return Credentials.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
  }
}

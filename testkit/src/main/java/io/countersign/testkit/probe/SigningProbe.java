package io.countersign.testkit.probe;

import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Body;
import io.countersign.spi.Credentials;
import io.countersign.spi.Need;
import io.countersign.spi.Secret;
import io.countersign.spi.Send;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs each request as it will go out, with HMAC-SHA256.
 *
 * <p>Signed are these lines, joined by line feeds: the method; path and query; each chosen header
 * as {@code name:values}, its name in lower case and its values joined by commas; the time; the
 * body's SHA-256 in hex. The request gets {@code X-Date}, {@code X-Body-SHA256} and {@code
 * X-Signature}.
 */
public final class SigningProbe implements Authenticator {
  private final String keyId;
  private final Secret key;
  private final List<String> headers;
  private final AuthContext context;

  /**
   * Signs with this key.
   *
   * @param headers the chosen headers, in lower case; one that the request lacks is signed as empty
   */
  public SigningProbe(String keyId, Secret key, List<String> headers, AuthContext context) {
    this.keyId = keyId;
    this.key = key;
    this.headers = List.copyOf(headers);
    this.context = context;
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.REQUEST_BODY);
  }

  @Override
  public AuthStep authenticate(AuthRequest request) {
    if (request.body() instanceof Body.Unread) {
      return new Await(
          CompletableFuture.failedFuture(
              new AuthException(
                  AuthException.Category.REQUEST,
                  "the body cannot be read twice, so it cannot be signed; send one that can")));
    }
    String now = key.now();
    return now != null
        ? signed(request, now)
        : new Await(key.get().thenApply(read -> signed(request, read)));
  }

  private Send signed(AuthRequest request, String secret) {
    String date = context.clock().instant().toString();
    String bodyHash = HexFormat.of().formatHex(sha256(request.body()));
    StringBuilder text = new StringBuilder(request.method()).append('\n');
    text.append(targetOf(request.uri())).append('\n');
    for (String name : headers) {
      List<String> values = request.headers().getOrDefault(name, List.of());
      text.append(name).append(':').append(String.join(",", values)).append('\n');
    }
    text.append(date).append('\n').append(bodyHash);
    String signature = Base64.getEncoder().encodeToString(hmac(secret, text.toString()));
    Credentials placed =
        Credentials.header("X-Date", date)
            .and(Credentials.header("X-Body-SHA256", bodyHash))
            .and(Credentials.header("X-Signature", keyId + ":" + signature));
    return () -> placed;
  }

  private static String targetOf(URI uri) {
    return uri.getRawQuery() == null
        ? uri.getRawPath()
        : uri.getRawPath() + "?" + uri.getRawQuery();
  }

  private static byte[] sha256(Body body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(body instanceof Body.Bytes bytes ? bytes.content() : ByteBuffer.allocate(0));
      return digest.digest();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has SHA-256", missing);
    }
  }

  private static byte[] hmac(String secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has HmacSHA256", missing);
    }
  }
}

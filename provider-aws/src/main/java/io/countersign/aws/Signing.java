package io.countersign.aws;

import io.countersign.AuthException;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.Body;
import io.countersign.spi.Credentials;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * How a block has requests signed.
 *
 * @param doubleEncode whether the path is encoded once more to be signed
 * @param normalizePath whether dots and empty segments of the path are resolved to be signed
 * @param body whether the body is signed, too
 */
record Signing(
    String region,
    String service,
    boolean doubleEncode,
    boolean normalizePath,
    boolean body,
    Clock clock) {
  private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();
  private static final String DATE = "X-Amz-Date";
  private static final String HASH = "x-amz-content-sha256";
  private static final String TOKEN = "X-Amz-Security-Token";
  private static final List<String> PLACED = List.of("Authorization", DATE, HASH);

  /**
   * Returns what makes the request a signed one.
   *
   * @throws AuthException if it cannot be signed
   */
  Credentials sign(AuthRequest request, AwsCredentialsIdentity key) {
    SdkHttpMethod method = method(request);
    ContentStreamProvider payload = payload(request);
    SdkHttpRequest signed;
    try {
      signed =
          SIGNER
              .sign(
                  SignRequest.builder(key)
                      .request(asTheSdkHasIt(request, method))
                      .payload(payload)
                      .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                      .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                      .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, doubleEncode)
                      .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, normalizePath)
                      .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, body)
                      .putProperty(AwsV4HttpSigner.SIGNING_CLOCK, clock)
                      .build())
              .request();
    } catch (RuntimeException | LinkageError failed) {
      throw refused(
          "the AWS SDK cannot sign this request ("
              + failed.getClass().getSimpleName()
              + "): it signs no event streams, and all its jars must be of one version");
    }
    Credentials all =
        key instanceof AwsSessionCredentialsIdentity temporary
            ? Credentials.header(TOKEN, temporary.sessionToken())
            : Credentials.none();
    for (String name : PLACED) {
      all = all.and(Credentials.header(name, signed.firstMatchingHeader(name).orElseThrow()));
    }
    return all;
  }

  private static SdkHttpMethod method(AuthRequest request) {
    return Arrays.stream(SdkHttpMethod.values())
        .filter(each -> each.name().equals(request.method()))
        .findFirst()
        .orElseThrow(() ->
            refused(
                "the AWS SDK signs requests of these methods alone: "
                    + Arrays.toString(SdkHttpMethod.values())));
  }

  private ContentStreamProvider payload(AuthRequest request) {
    if (body && request.body() instanceof Body.Unread) {
      throw refused(
          "the body is not at hand, so it cannot be signed; sign-body = false leaves it out of the"
              + " signature, where the service allows that");
    }
    byte[] bytes = new byte[0];
    if (body && request.body() instanceof Body.Bytes given) {
      ByteBuffer content = given.content();
      bytes = new byte[content.remaining()];
      content.get(bytes);
    }
    return ContentStreamProvider.fromByteArrayUnsafe(bytes);
  }

  /**
   * With those headers alone that no client adds or rewrites behind the adapter. The scheme is no
   * part of a signature: over any other than https the SDK would sign a body that is not there.
   */
  private static SdkHttpRequest asTheSdkHasIt(AuthRequest request, SdkHttpMethod method) {
    SdkHttpRequest.Builder builder =
        SdkHttpRequest.builder().method(method).uri(request.uri()).protocol("https");
    builder.putHeader("Host", host(request.uri()));
    request
        .headers()
        .forEach((name, values) -> {
          if (isSigned(name) && !values.isEmpty()) {
            builder.putHeader(name, values);
          }
        });
    return builder.build();
  }

  /** As every client sends it: with the port that is not the default one. */
  private static String host(URI uri) {
    int normal = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    return uri.getPort() < 0 || uri.getPort() == normal
        ? uri.getHost()
        : uri.getHost() + ":" + uri.getPort();
  }

  private static boolean isSigned(String name) {
    return name.equalsIgnoreCase("Host")
        || name.equalsIgnoreCase("Content-Type")
        || (name.toLowerCase(Locale.ROOT).startsWith("x-amz-")
            && !name.equalsIgnoreCase(DATE)
            && !name.equalsIgnoreCase(HASH));
  }

  private static AuthException refused(String why) {
    return new AuthException(AuthException.Category.REQUEST, why + "; nothing was sent");
  }
}

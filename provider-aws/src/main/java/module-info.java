/** Requests signed for AWS: {@code aws-sigv4}. */
@org.jspecify.annotations.NullMarked
module io.countersign.aws {
  requires static transitive org.jspecify;
  requires io.countersign;
  requires software.amazon.awssdk.auth;
  requires software.amazon.awssdk.http;
  requires software.amazon.awssdk.http.auth.aws;
  requires software.amazon.awssdk.http.auth.spi;
  requires software.amazon.awssdk.identity.spi;
  requires software.amazon.awssdk.utils;

  provides io.countersign.spi.AuthProvider with
      io.countersign.aws.AwsSigV4Provider;
}

/** Secrets from AWS Secrets Manager. */
@org.jspecify.annotations.NullMarked
module io.countersign.secrets.aws {
  requires static transitive org.jspecify;
  requires io.countersign;
  requires software.amazon.awssdk.auth;
  requires software.amazon.awssdk.awscore;
  requires software.amazon.awssdk.core;
  requires software.amazon.awssdk.http;
  requires software.amazon.awssdk.http.urlconnection;
  requires software.amazon.awssdk.identity.spi;
  requires software.amazon.awssdk.regions;
  requires software.amazon.awssdk.services.secretsmanager;
  requires software.amazon.awssdk.utils;

  provides io.countersign.spi.SecretResolverProvider with
      io.countersign.secrets.aws.AwsProvider;
}

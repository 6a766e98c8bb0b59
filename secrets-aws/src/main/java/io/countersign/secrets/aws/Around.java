package io.countersign.secrets.aws;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * What the block does not say: the chains of the AWS SDK, which look at the process and its
 * machine. An application that gives an environment of its own has that one looked at, and nothing
 * else.
 */
interface Around {
  AwsCredentialsProvider credentials();

  /** Returns the region; empty if nothing names one. */
  Optional<String> region();

  /** Returns the endpoint that the SDK would not find by itself. */
  Optional<URI> endpoint();

  static Around of(Map<String, String> environment) {
    return environment.equals(System.getenv()) ? new OfTheProcess() : new Given(environment);
  }

  /** By the chains of the SDK, each link asked only if those before it have nothing. */
  record OfTheProcess() implements Around {
    @Override
    public AwsCredentialsProvider credentials() {
      return DefaultCredentialsProvider.builder().build();
    }

    @Override
    public Optional<String> region() {
      try {
        return Optional.of(DefaultAwsRegionProviderChain.builder().build().getRegion().id());
      } catch (SdkClientException none) {
        return Optional.empty();
      }
    }

    @Override
    public Optional<URI> endpoint() {
      return Optional.empty();
    }
  }

  /** By the variables that the SDK reads too. */
  record Given(Map<String, String> environment) implements Around {
    private Optional<String> variable(String name) {
      return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    @Override
    public AwsCredentialsProvider credentials() {
      return () -> {
        String id = variable("AWS_ACCESS_KEY_ID").orElseThrow(Given::none);
        String key = variable("AWS_SECRET_ACCESS_KEY").orElseThrow(Given::none);
        return AccessKey.of(id, key, variable("AWS_SESSION_TOKEN"));
      };
    }

    private static SdkClientException none() {
      return SdkClientException.create("no credentials");
    }

    @Override
    public Optional<String> region() {
      return variable("AWS_REGION").map(name -> Region.of(name).id());
    }

    @Override
    public Optional<URI> endpoint() {
      return Stream.of("AWS_ENDPOINT_URL_SECRETS_MANAGER", "AWS_ENDPOINT_URL")
          .flatMap(name -> variable(name).stream())
          .findFirst()
          .map(Given::address);
    }

    private static URI address(String written) {
      try {
        URI address = URI.create(written);
        boolean whole = address.getScheme() != null && address.getHost() != null;
        if (whole && address.getRawUserInfo() == null) {
          return address;
        }
      } catch (IllegalArgumentException malformed) {
        // told below, without what it holds
      }
      throw new IllegalArgumentException(
          "AWS_ENDPOINT_URL or AWS_ENDPOINT_URL_SECRETS_MANAGER holds no address, as https://host");
    }

    @Override
    public String toString() {
      return "Given";
    }
  }
}

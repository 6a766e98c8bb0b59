package io.countersign.secrets.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnknownHostException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/** What the SDK throws that no server on this machine can make it throw. */
class OutageTest {
  private static final Located CRM =
      new Located(
          new SecretId("crm", Optional.empty(), Optional.empty()),
          Optional.empty(),
          Located.Binary.UNSAID);

  private static String line(Throwable failure) {
    return Asked.line(new Outage(CRM.secret(), "eu-west-1", failure).answer().about(CRM));
  }

  private static String line(AwsServiceException said) {
    return Asked.line(new Refusal(CRM.secret(), "eu-west-1", said).answer().about(CRM));
  }

  @Test
  void answer_hostHasNoAddress_asksForTheRegion() {
    assertThat(line(SdkClientException.create("s3cr3t", new UnknownHostException("s3cr3t"))))
        .isEqualTo(
            "UNAVAILABLE no such host: crm in eu-west-1; its host has no address: is the region"
                + " right?");
  }

  @Test
  void answer_partOfTheSdkIsMissing_saysWhichJars() {
    assertThat(line(new NoClassDefFoundError("s3cr3t")))
        .startsWith(
            "INVALID not asked: crm in eu-west-1; the AWS SDK on the class path is not whole")
        .doesNotContain("s3cr3t");
  }

  @Test
  void answer_nothingWasSent_isNotBlamedOnWhoeverAnswers() {
    assertThat(line(SdkClientException.create("s3cr3t")))
        .isEqualTo(
            "INVALID not asked: crm in eu-west-1; the AWS SDK makes no call of it"
                + " (SdkClientException): do the variables, the profile and this block fit each"
                + " other?");
  }

  /** AWS words a key that may not be used as a call that may not be made. */
  @ParameterizedTest
  @CsvSource({
    "Access to KMS is not allowed, true",
    "User: arn:x is not authorized to perform: kms:Decrypt on resource: arn:y, true",
    "User: arn:x is not authorized to perform: secretsmanager:GetSecretValue on resource:"
        + " arn:y:secret:KMS-kms:a, false"
  })
  void answer_accessDenied_isAboutTheKmsKeyOrTheSecret(String message, boolean key) {
    String line = line(refused("AccessDeniedException", "", message));

    assertThat(line).startsWith("DENIED AccessDeniedException: crm in eu-west-1; ");
    assertThat(line.contains("kms:Decrypt must be allowed on it")).isEqualTo(key);
    assertThat(line.contains("secretsmanager:GetSecretValue is not allowed")).isEqualTo(!key);
  }

  @ParameterizedTest
  @CsvSource({"10800, 180 min behind", "-7200, 120 min ahead of"})
  void answer_clockThatTheSdkCouldNotFollow_saysByHowMuchTheyDiffer(int seconds, String said) {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            Instant.now().plusSeconds(seconds + (seconds > 0 ? 30 : -30)).atOffset(ZoneOffset.UTC));

    assertThat(line(refused("InvalidSignatureException", date)))
        .isEqualTo(
            "INVALID InvalidSignatureException: crm in eu-west-1; the clock of this machine is "
                + said
                + " the one of AWS: set it");
  }

  @ParameterizedTest
  @CsvSource({"soon", "''"})
  void answer_unreadableDate_isAboutTheKey(String date) {
    assertThat(line(refused("InvalidSignatureException", date)))
        .endsWith("; the secret access key is not the one of the access key id");
  }

  @ParameterizedTest
  @CsvSource({
    "s3cr3t code with blanks, INVALID status 400: crm in eu-west-1; what answers there is not AWS"
        + " Secrets Manager",
    "OptInRequired, INVALID OptInRequired: crm in eu-west-1; AWS takes the request for invalid"
  })
  void answer_otherCode_isShownOnlyIfItLooksLikeOne(String code, String line) {
    assertThat(line(refused(code, ""))).isEqualTo(line);
  }

  private static AwsServiceException refused(String code, String date) {
    return refused(code, date, "s3cr3t");
  }

  private static AwsServiceException refused(String code, String date, String message) {
    return SecretsManagerException.builder()
        .statusCode(400)
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .errorCode(code)
                .errorMessage(message)
                .sdkHttpResponse(
                    SdkHttpResponse.builder().statusCode(400).putHeader("Date", date).build())
                .build())
        .build();
  }
}

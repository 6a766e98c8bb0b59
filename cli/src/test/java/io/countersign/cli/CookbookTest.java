package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import io.countersign.Countersign;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Body;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.spi.Placement;
import io.countersign.spi.Send;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every block of {@code docs/cookbook.md}, with throw-away keys and nobody at the other end. */
class CookbookTest {
  private static final Path FILE = Path.of("../docs/cookbook.md");
  private static final String ANYTHING = "…";

  private static final HttpReply TOKEN =
      new HttpReply(
          200,
          Map.of("Content-Type", List.of("application/json")),
          new Body.Bytes(
              StandardCharsets.UTF_8.encode("{\"access_token\":\"t0ken\",\"expires_in\":60}")));

  private final Map<String, String> environment = new HashMap<>();
  private final List<HttpCall> asked = new CopyOnWriteArrayList<>();

  private static String page() throws IOException {
    return Files.readString(FILE);
  }

  private static String section(String title) throws IOException {
    return new ConfigurationPage(page()).below("## " + title);
  }

  @Test
  void page_sections_areAllTried() throws IOException {
    assertThat(
            Pattern.compile("(?m)^## (.*)$").matcher(page()).results().map(found -> found.group(1)))
        .containsExactlyInAnyOrder(
            "GitHub App",
            "Google service account",
            "Apple Search Ads",
            "Okta, private_key_jwt",
            "Salesforce, JWT bearer");
  }

  @Test
  void gitHubApp_token_saysWhatThePageSays() throws Exception {
    KeyPair key = pair("RSA", 2048);
    environment.put("GITHUB_CLIENT_ID", "Iv23example");
    environment.put("GITHUB_SIGNING_KEY", pem(key));

    List<Placement> sent = sent("GitHub App", "github", "https://api.github.com/app");

    DecodedToken said = assertSigned("GitHub App", bearer(sent), key, "SHA256withRSA");
    Config claims = said.claims().toConfig();
    assertThat(claims.getLong("exp") - claims.getLong("iat")).isEqualTo(600);
  }

  @Test
  void googleServiceAccount_token_saysWhatThePageSays() throws Exception {
    KeyPair key = pair("RSA", 2048);
    environment.put(
        "GOOGLE_ACCOUNT",
        Json.of(
            Map.of(
                "type",
                "service_account",
                "private_key_id",
                "f00d",
                "private_key",
                pem(key),
                "client_email",
                "reader@project.iam.gserviceaccount.com")));

    List<Placement> sent =
        sent("Google service account", "google", "https://pubsub.googleapis.com/v1/projects");

    assertSigned("Google service account", bearer(sent), key, "SHA256withRSA");
  }

  @Test
  void appleSearchAds_clientSecret_saysWhatThePageSays() throws Exception {
    KeyPair key = pair("EC", 256);
    environment.put("ADS_SIGNING_KEY", pem(key));
    environment.put("ADS_KEY_ID", "k3y");
    environment.put("ADS_TEAM_ID", "SEARCHADS.team");
    environment.put("ADS_CLIENT_ID", "SEARCHADS.client");
    environment.put("ADS_ORG_ID", "40669820");

    List<Placement> sent =
        sent("Apple Search Ads", "ads", "https://api.searchads.apple.com/api/v5/campaigns");

    assertThat(bearer(sent)).isEqualTo("t0ken");
    assertThat(asked).hasSize(1);
    assertThat(asked.get(0).uri()).hasToString("https://appleid.apple.com/auth/oauth2/token");
    Map<String, String> form = form(asked.get(0));
    assertThat(form)
        .containsEntry("grant_type", "client_credentials")
        .containsEntry("client_id", "SEARCHADS.client")
        .containsEntry("scope", "searchadsorg");
    assertSigned(
        "Apple Search Ads",
        String.valueOf(form.get("client_secret")),
        key,
        "SHA256withECDSAinP1363Format");
  }

  @Test
  void okta_clientAssertion_saysWhatThePageSays() throws Exception {
    KeyPair key = pair("RSA", 2048);
    environment.put("OKTA_CLIENT_ID", "0oa1example");
    environment.put("OKTA_CLIENT_ASSERTION_SIGNING_KEY", jwk(key, "k3y"));

    List<Placement> sent =
        sent("Okta, private_key_jwt", "okta", "https://acme.okta.com/api/v1/users");

    assertThat(bearer(sent)).isEqualTo("t0ken");
    Map<String, String> form = form(asked.get(0));
    assertThat(form)
        .containsEntry("grant_type", "client_credentials")
        .containsEntry("scope", "okta.users.read")
        .containsEntry(
            "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    assertSigned(
        "Okta, private_key_jwt",
        String.valueOf(form.get("client_assertion")),
        key,
        "SHA256withRSA");
  }

  @Test
  void salesforce_assertion_saysWhatThePageSays() throws Exception {
    KeyPair key = pair("RSA", 2048);
    environment.put("SALESFORCE_CLIENT_ID", "3MVG9example");
    environment.put("SALESFORCE_USER", "amelie@acme.example");
    environment.put("SALESFORCE_ASSERTION_SIGNING_KEY", pem(key));

    List<Placement> sent =
        sent(
            "Salesforce, JWT bearer",
            "salesforce",
            "https://acme.my.salesforce.com/services/data/v62.0/query");

    assertThat(bearer(sent)).isEqualTo("t0ken");
    Map<String, String> form = form(asked.get(0));
    assertThat(form)
        .containsOnlyKeys("grant_type", "assertion")
        .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
    assertSigned(
        "Salesforce, JWT bearer", String.valueOf(form.get("assertion")), key, "SHA256withRSA");
  }

  /** Returns what a request to this address carries; token calls are answered. */
  private List<Placement> sent(String title, String name, String address) throws Exception {
    String block = ConfigurationPage.block(section(title), "hocon");
    try (Countersign countersign =
        Countersign.builder()
            .environment(environment)
            .transport(call -> {
              asked.add(call);
              return CompletableFuture.completedFuture(TOKEN);
            })
            .of(
                ConfigFactory.parseString(
                    "countersign { secrets.priority = [env], authenticators {\n"
                        + block
                        + "} }"))) {
      AuthStep step =
          countersign
              .authenticator(name)
              .authenticate(AuthRequest.of("GET", URI.create(address), Map.of(), Body.none()));
      while (step instanceof Await await) {
        step = await.step().toCompletableFuture().get(30, TimeUnit.SECONDS);
      }
      return ((Send) step).credentials().placements();
    }
  }

  private static String bearer(List<Placement> sent) {
    return sent.stream()
        .filter(one -> one.name().equals("Authorization"))
        .map(one -> one.value().replaceFirst("^Bearer ", ""))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> form(HttpCall call) {
    Map<String, String> fields = new HashMap<>();
    String body = StandardCharsets.UTF_8.decode(((Body.Bytes) call.body()).content()).toString();
    for (String field : body.split("&", -1)) {
      String[] parts = field.split("=", 2);
      fields.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return fields;
  }

  private static DecodedToken assertSigned(
      String title, String token, KeyPair key, String algorithm) throws Exception {
    int dot = token.lastIndexOf('.');
    Signature signature = Signature.getInstance(algorithm);
    signature.initVerify(key.getPublic());
    signature.update(token.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(token.substring(dot + 1)))).isTrue();

    DecodedToken said = DecodedToken.of(token);
    Config page = ConfigFactory.parseString(ConfigurationPage.block(section(title), "json"));
    assertSays(said.header(), page.getObject("header"));
    assertSays(said.claims(), page.getObject("claims"));
    return said;
  }

  private static void assertSays(ConfigObject said, ConfigObject page) {
    assertThat(said.keySet()).isEqualTo(page.keySet());
    page.forEach((name, value) -> {
      if (!ANYTHING.equals(value.unwrapped())) {
        assertThat(said.get(name)).as(name).isEqualTo(value);
      }
    });
  }

  private static KeyPair pair(String algorithm, int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(bits);
    return generator.generateKeyPair();
  }

  private static String jwk(KeyPair key, String name) {
    RSAPrivateCrtKey rsa = (RSAPrivateCrtKey) key.getPrivate();
    return Json.of(
        Map.of(
            "kty", "RSA",
            "kid", name,
            "n", number(rsa.getModulus()),
            "e", number(rsa.getPublicExponent()),
            "d", number(rsa.getPrivateExponent()),
            "p", number(rsa.getPrimeP()),
            "q", number(rsa.getPrimeQ()),
            "dp", number(rsa.getPrimeExponentP()),
            "dq", number(rsa.getPrimeExponentQ()),
            "qi", number(rsa.getCrtCoefficient())));
  }

  private static String number(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOfRange(bytes, from, bytes.length));
  }

  private static String pem(KeyPair key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key.getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }
}

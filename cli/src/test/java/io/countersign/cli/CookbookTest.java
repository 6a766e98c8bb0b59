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
import io.countersign.spi.Placement;
import io.countersign.spi.Send;
import io.countersign.spi.TlsIdentity;
import io.countersign.testkit.Certified;
import io.countersign.testkit.Keys;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.ThrowawayAuthority;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every block of {@code docs/cookbook.md} that is written by hand, with throw-away keys and nobody
 * at the other end.
 */
class CookbookTest {
  private static final Path FILE = Path.of("../docs/cookbook.md");
  private static final String ANYTHING = "…";

  private static final String TOKEN =
      "{\"access_token\":\"t0ken\",\"token_type\":\"%s\",\"expires_in\":60}";
  private static final String METADATA =
      "{\"issuer\":\"https://id.bank.example\",\"token_endpoint\":\"https://id.bank.example/token\","
          + "\"mtls_endpoint_aliases\":{\"token_endpoint\":\"https://mtls.bank.example/token\"}}";

  private final Map<String, String> environment = new HashMap<>();
  private final RecordingTransport server = new RecordingTransport();

  private static String page() throws IOException {
    String page = Files.readString(FILE);
    return page.substring(0, page.indexOf("## 98 APIs by what they need"));
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
            "Google service account, by scope",
            "Apple Search Ads",
            "Okta, private_key_jwt",
            "Salesforce, JWT bearer",
            "FAPI 2 bank, key and DPoP",
            "FAPI 2 bank, client certificate");
  }

  @Test
  void gitHubApp_token_saysWhatThePageSays() throws Exception {
    KeyPair key = Keys.rsa();
    environment.put("GITHUB_CLIENT_ID", "Iv23example");
    environment.put("GITHUB_SIGNING_KEY", Keys.pem(key));

    List<Placement> sent = sent("GitHub App", "github", "https://api.github.com/app");

    DecodedToken said = assertSigned("GitHub App", bearer(sent), key);
    Config claims = said.claims().toConfig();
    assertThat(claims.getLong("exp") - claims.getLong("iat")).isEqualTo(600);
  }

  @Test
  void googleServiceAccount_token_saysWhatThePageSays() throws Exception {
    KeyPair key = Keys.rsa();
    environment.put("GOOGLE_ACCOUNT", account(key));

    List<Placement> sent =
        sent("Google service account", "google", "https://pubsub.googleapis.com/v1/projects");

    assertSigned("Google service account", bearer(sent), key);
  }

  @Test
  void googleServiceAccount_assertion_saysWhatThePageSays() throws Exception {
    KeyPair key = Keys.rsa();
    environment.put("GOOGLE_ACCOUNT", account(key));
    server.json(200, TOKEN.formatted("Bearer"));

    List<Placement> sent =
        sent(
            "Google service account, by scope",
            "google",
            "https://sheets.googleapis.com/v4/spreadsheets/1");

    assertThat(bearer(sent)).isEqualTo("t0ken");
    Map<String, String> form = form(server.calls().get(0));
    assertThat(form)
        .containsOnlyKeys("grant_type", "assertion")
        .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
    DecodedToken said =
        assertSigned(
            "Google service account, by scope", String.valueOf(form.get("assertion")), key);
    Config claims = said.claims().toConfig();
    assertThat(claims.getLong("exp") - claims.getLong("iat")).isEqualTo(3600);
  }

  private static String account(KeyPair key) {
    return Json.of(
        Map.of(
            "type",
            "service_account",
            "private_key_id",
            "f00d",
            "private_key",
            Keys.pem(key),
            "client_email",
            "reader@project.iam.gserviceaccount.com"));
  }

  @Test
  void appleSearchAds_clientSecret_saysWhatThePageSays() throws Exception {
    KeyPair key = Keys.ec();
    environment.put("ADS_SIGNING_KEY", Keys.pem(key));
    environment.put("ADS_KEY_ID", "k3y");
    environment.put("ADS_TEAM_ID", "SEARCHADS.team");
    environment.put("ADS_CLIENT_ID", "SEARCHADS.client");
    environment.put("ADS_ORG_ID", "40669820");
    server.json(200, TOKEN.formatted("Bearer"));

    List<Placement> sent =
        sent("Apple Search Ads", "ads", "https://api.searchads.apple.com/api/v5/campaigns");

    assertThat(bearer(sent)).isEqualTo("t0ken");
    assertThat(server.calls()).hasSize(1);
    assertThat(server.calls().get(0).uri())
        .hasToString("https://appleid.apple.com/auth/oauth2/token");
    Map<String, String> form = form(server.calls().get(0));
    assertThat(form)
        .containsEntry("grant_type", "client_credentials")
        .containsEntry("client_id", "SEARCHADS.client")
        .containsEntry("scope", "searchadsorg");
    assertSigned("Apple Search Ads", String.valueOf(form.get("client_secret")), key);
  }

  @Test
  void okta_clientAssertion_saysWhatThePageSays() throws Exception {
    KeyPair key = Keys.rsa();
    environment.put("OKTA_CLIENT_ID", "0oa1example");
    environment.put("OKTA_CLIENT_ASSERTION_SIGNING_KEY", jwk(key, "k3y"));
    server.json(200, TOKEN.formatted("Bearer"));

    List<Placement> sent =
        sent("Okta, private_key_jwt", "okta", "https://acme.okta.com/api/v1/users");

    assertThat(bearer(sent)).isEqualTo("t0ken");
    Map<String, String> form = form(server.calls().get(0));
    assertThat(form)
        .containsEntry("grant_type", "client_credentials")
        .containsEntry("scope", "okta.users.read")
        .containsEntry(
            "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    assertSigned("Okta, private_key_jwt", String.valueOf(form.get("client_assertion")), key);
  }

  @Test
  void salesforce_assertion_saysWhatThePageSays() throws Exception {
    KeyPair key = Keys.rsa();
    environment.put("SALESFORCE_CLIENT_ID", "3MVG9example");
    environment.put("SALESFORCE_USER", "amelie@acme.example");
    environment.put("SALESFORCE_ASSERTION_SIGNING_KEY", Keys.pem(key));
    server.json(200, TOKEN.formatted("Bearer"));

    List<Placement> sent =
        sent(
            "Salesforce, JWT bearer",
            "salesforce",
            "https://acme.my.salesforce.com/services/data/v62.0/query");

    assertThat(bearer(sent)).isEqualTo("t0ken");
    Map<String, String> form = form(server.calls().get(0));
    assertThat(form)
        .containsOnlyKeys("grant_type", "assertion")
        .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
    assertSigned("Salesforce, JWT bearer", String.valueOf(form.get("assertion")), key);
  }

  @Test
  void fapi_assertionAndProofs_sayWhatThePageSays() throws Exception {
    KeyPair key = Keys.rsa();
    environment.put("BANK_CLIENT_ID", "b1lling");
    environment.put("BANK_CLIENT_ASSERTION_SIGNING_KEY", jwk(key, "k3y"));
    server.json(200, METADATA).json(200, TOKEN.formatted("DPoP"));

    List<Placement> sent =
        sent("FAPI 2 bank, key and DPoP", "bank", "https://api.bank.example/accounts?page=2");

    assertThat(header(sent, "Authorization")).isEqualTo("DPoP t0ken");
    HttpCall asked = server.calls().get(1);
    Map<String, String> form = form(asked);
    assertThat(form)
        .containsEntry("grant_type", "client_credentials")
        .containsEntry("client_id", "b1lling")
        .containsEntry("scope", "accounts");
    assertSigned("FAPI 2 bank, key and DPoP", String.valueOf(form.get("client_assertion")), key);
    Config first =
        proof(asked.headers().get("DPoP").get(0), "POST", "https://id.bank.example/token");
    Config second = proof(header(sent, "DPoP"), "GET", "https://api.bank.example/accounts");
    assertThat(second).isEqualTo(first);
  }

  /** Checks a proof, and returns the key that it is signed with. */
  private static Config proof(String proof, String method, String address) throws Exception {
    DecodedToken said = DecodedToken.of(proof);
    Config header = said.header().toConfig();
    assertThat(header.getString("alg")).isEqualTo("ES256");
    assertThat(DemoProofs.isSigned(proof, header.getConfig("jwk"))).isTrue();
    assertThat(said.claims().toConfig().getString("htm")).isEqualTo(method);
    assertThat(said.claims().toConfig().getString("htu")).isEqualTo(address);
    return header.getConfig("jwk");
  }

  @Test
  void fapi_certificate_isShownAndThereIsNoSecret(@TempDir Path folder) throws Exception {
    Certified billing = ThrowawayAuthority.in(folder).issue("billing");
    environment.put("BANK_CLIENT_ID", "b1lling");
    environment.put("BANK_TLS_CERTIFICATE", billing.certificatePem());
    environment.put("BANK_TLS_KEY", billing.keyPem());
    server.json(200, METADATA).json(200, TOKEN.formatted("Bearer"));

    List<Placement> sent =
        sent("FAPI 2 bank, client certificate", "bank", "https://api.bank.example/accounts");

    assertThat(bearer(sent)).isEqualTo("t0ken");
    HttpCall asked = server.calls().get(1);
    assertThat(asked.uri()).hasToString("https://mtls.bank.example/token");
    assertThat(form(asked))
        .containsOnlyKeys("grant_type", "client_id", "scope")
        .containsEntry("client_id", "b1lling");
    assertThat(server.identities().get(1).map(TlsIdentity::toString))
        .isEqualTo(Optional.of("TlsIdentity[CN=billing]"));
  }

  /** Returns what a request to this address carries. */
  private List<Placement> sent(String title, String name, String address) throws Exception {
    String block = ConfigurationPage.block(section(title), "hocon");
    try (Countersign countersign =
        Countersign.builder()
            .environment(environment)
            .transport(server)
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
    return header(sent, "Authorization").replaceFirst("^Bearer ", "");
  }

  private static String header(List<Placement> sent, String name) {
    return sent.stream()
        .filter(one -> one.name().equals(name))
        .map(Placement::value)
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

  private static DecodedToken assertSigned(String title, String token, KeyPair key)
      throws Exception {
    Config page = ConfigFactory.parseString(ConfigurationPage.block(section(title), "json"));
    int dot = token.lastIndexOf('.');
    Signature signature = signature(page.getString("header.alg"));
    signature.initVerify(key.getPublic());
    signature.update(token.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(token.substring(dot + 1)))).isTrue();

    DecodedToken said = DecodedToken.of(token);
    assertSays(said.header(), page.getObject("header"));
    assertSays(said.claims(), page.getObject("claims"));
    return said;
  }

  private static Signature signature(String algorithm) throws GeneralSecurityException {
    Signature signature =
        Signature.getInstance(
            switch (algorithm) {
              case "RS256" -> "SHA256withRSA";
              case "PS256" -> "RSASSA-PSS";
              default -> "SHA256withECDSAinP1363Format";
            });
    if (algorithm.equals("PS256")) {
      signature.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    }
    return signature;
  }

  private static void assertSays(ConfigObject said, ConfigObject page) {
    assertThat(said.keySet()).isEqualTo(page.keySet());
    page.forEach((name, value) -> {
      if (!ANYTHING.equals(value.unwrapped())) {
        assertThat(said.get(name)).as(name).isEqualTo(value);
      }
    });
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
}

package io.countersign.testkit;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * AWS Secrets Manager, IAM, STS, SQS and S3, by moto's server as {@link RealServers#moto()} starts
 * it. It checks signatures, the time of a request, and what IAM allows whoever signed it; its
 * refusals are those that AWS documents.
 *
 * <p>Thread-safe.
 */
public final class Moto {
  /** The region that is meant where none is named. */
  public static final String REGION = "eu-west-1";

  private static final String UNCHECKED = "unchecked";

  private final ServerProcess process;
  private final Map<String, String> users = new ConcurrentHashMap<>();

  /** What a user signs with; {@code toString} shows nothing of it. */
  public record Keys(String id, String secret) {
    @Override
    public String toString() {
      return "Keys";
    }
  }

  /** Keys that go with a token; {@code toString} shows nothing of them. */
  public record Temporary(Keys keys, String token) {
    @Override
    public String toString() {
      return "Temporary";
    }
  }

  private Moto(ServerProcess process) {
    this.process = process;
  }

  static Moto start(Path installed) {
    return new Moto(
        ServerProcess.start(
            "moto", "moto-api/", 200, (folder, port) -> prepare(installed, folder, port)));
  }

  private static List<String> prepare(Path installed, Path folder, int port) throws IOException {
    Path script = folder.resolve("moto_app.py");
    Files.writeString(script, ServerFiles.text("moto_app.py"));
    return List.of(
        installed.resolve("bin/python").toString(),
        script.toString(),
        Integer.toString(port),
        UNCHECKED);
  }

  boolean alive() {
    return process.alive();
  }

  /** Returns its address: the endpoint of every service. */
  public URI root() {
    return process.root();
  }

  /** Gives a secret this text, making the secret where it is not there. */
  public void secret(String name, String text) {
    boolean made =
        asked(REGION, "CreateSecret", Map.of("Name", name, "SecretString", text)).isPresent();
    if (!made) {
      call("PutSecretValue", Map.of("SecretId", name, "SecretString", text));
    }
  }

  /** Asks for an action of Secrets Manager, as somebody who may do everything. */
  public Config call(String action, Map<String, ?> request) {
    return call(REGION, action, request);
  }

  /** As {@link #call(String, Map)}, in another region. */
  public Config call(String region, String action, Map<String, ?> request) {
    return asked(region, action, request)
        .map(ConfigFactory::parseString)
        .orElseThrow(() -> new IllegalStateException(action + " fails"));
  }

  private Optional<String> asked(String region, String action, Map<String, ?> request) {
    return post(
        region,
        "secretsmanager",
        "application/x-amz-json-1.1",
        "secretsmanager." + action,
        ConfigValueFactory.fromMap(request).render(ConfigRenderOptions.concise()));
  }

  /**
   * Returns the keys of a new user.
   *
   * @param policy what the user may do, as IAM writes it
   */
  public Keys user(String policy) {
    String name = "user-" + UUID.randomUUID();
    iam("CreateUser", Map.of("UserName", name));
    iam("PutUserPolicy", Map.of("UserName", name, "PolicyName", "given", "PolicyDocument", policy));
    String made = iam("CreateAccessKey", Map.of("UserName", name));
    Keys keys = new Keys(element("AccessKeyId", made), element("SecretAccessKey", made));
    users.put(keys.id(), name);
    return keys;
  }

  /**
   * Returns the temporary keys of a role that was taken on.
   *
   * @param policy what the role may do, as IAM writes it
   */
  public Temporary role(String policy) {
    String name = "role-" + UUID.randomUUID();
    String trust =
        "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\":"
            + " \"*\", \"Action\": \"sts:AssumeRole\"}]}";
    String made = iam("CreateRole", Map.of("RoleName", name, "AssumeRolePolicyDocument", trust));
    iam("PutRolePolicy", Map.of("RoleName", name, "PolicyName", "given", "PolicyDocument", policy));
    String taken =
        form(
            "sts",
            "2011-06-15",
            "AssumeRole",
            Map.of("RoleArn", element("Arn", made), "RoleSessionName", "test"));
    return new Temporary(
        new Keys(element("AccessKeyId", taken), element("SecretAccessKey", taken)),
        element("SessionToken", taken));
  }

  /** Deletes the keys of a user. */
  public void revoke(Keys keys) {
    iam("DeleteAccessKey", Map.of("UserName", users.get(keys.id()), "AccessKeyId", keys.id()));
  }

  private static String element(String name, String xml) {
    Matcher found = Pattern.compile("<" + name + ">([^<]+)</" + name + ">").matcher(xml);
    if (!found.find()) {
      throw new IllegalStateException("IAM answered no " + name);
    }
    return found.group(1);
  }

  private String iam(String action, Map<String, String> parameters) {
    return form("iam", "2010-05-08", action, parameters);
  }

  private String form(
      String service, String version, String action, Map<String, String> parameters) {
    String form =
        parameters.entrySet().stream()
            .map(each ->
                each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&", "Version=" + version + "&Action=" + action + "&", ""));
    return post("us-east-1", service, "application/x-www-form-urlencoded", "", form)
        .orElseThrow(() -> new IllegalStateException(action + " fails"));
  }

  /** Sets its clock this far ahead of ours, or behind; {@link Duration#ZERO} sets it right. */
  public void clock(Duration ahead) {
    send("clock", Map.of(), Long.toString(ahead.toSeconds()));
  }

  private Optional<String> post(
      String region, String service, String contentType, String target, String body) {
    Map<String, String> headers = new HashMap<>(Map.of("Content-Type", contentType));
    if (!target.isEmpty()) {
      headers.put("X-Amz-Target", target);
    }
    String scope = "/20260101/" + region + "/" + service + "/aws4_request";
    headers.put(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=" + UNCHECKED + scope + ", SignedHeaders=host, Signature=x");
    return send("", headers, body);
  }

  /** Returns the body of a reply that is no error. */
  private Optional<String> send(String path, Map<String, String> headers, String body) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) root().resolve(path).toURL().openConnection();
      headers.forEach(connection::setRequestProperty);
      connection.setDoOutput(true);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body.getBytes(StandardCharsets.UTF_8));
      }
      if (connection.getResponseCode() >= 400) {
        return Optional.empty();
      }
      try (InputStream in = connection.getInputStream()) {
        return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}

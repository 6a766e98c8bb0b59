package io.countersign.examples.devicegrant;

import io.countersign.oauth2.GrantProvider;
import io.countersign.spi.AuthContext;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** {@code oauth2-device-key}: the device signs the moment with the key that it was built with. */
public final class DeviceGrantProvider extends GrantProvider {
  private static final Setting<Secret> DEVICE_KEY =
      Setting.secret("device-key").describedAs("The key that the device was built with");

  /** For {@link java.util.ServiceLoader}. */
  public DeviceGrantProvider() {
    super("oauth2-device-key", List.of(DEVICE_KEY));
  }

  @Override
  protected Map<String, String> grant(Settings settings, AuthContext context) {
    String moment = context.clock().instant().toString();
    byte[] key = settings.get(DEVICE_KEY).reveal().getBytes(StandardCharsets.UTF_8);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] signature = mac.doFinal(moment.getBytes(StandardCharsets.UTF_8));
      return Map.of(
          "grant_type",
          "urn:acme:device",
          "moment",
          moment,
          "signature",
          HexFormat.of().formatHex(signature));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

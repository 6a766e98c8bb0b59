package io.countersign.secrets.file;

import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import java.io.File;
import java.net.URL;

/**
 * Refuses every include: what a file of secrets brings in would be read without its limits, perhaps
 * from the network, and the report could not say where it looked.
 */
final class NoIncludes
    implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

  /** Ends the parsing; has no message, so that it cannot show one. */
  static final class Included extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public ConfigIncluder withFallback(ConfigIncluder fallback) {
    return this;
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    throw new Included();
  }

  @Override
  public ConfigObject includeFile(ConfigIncludeContext context, File what) {
    throw new Included();
  }

  @Override
  public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
    throw new Included();
  }

  @Override
  public ConfigObject includeResources(ConfigIncludeContext context, String what) {
    throw new Included();
  }
}

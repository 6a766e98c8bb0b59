package io.countersign.cli;

import picocli.CommandLine.IVersionProvider;

/** Says the version that the build wrote into the jar. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String built = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "countersign " + (built == null ? "(not packaged)" : built) + ", Java " + Runtime.version()
    };
  }
}

package io.countersign.testkit;

import java.nio.file.Path;
import java.util.List;

/** How Transmission is run: it looks for no peers, and listens for them on loopback only. */
final class TransmissionCommand {
  private TransmissionCommand() {}

  static List<String> prepare(Path folder, int port) {
    return List.of(
        "/usr/bin/transmission-daemon",
        "--foreground",
        "--config-dir=" + folder,
        "--download-dir=" + folder,
        "--rpc-bind-address=127.0.0.1",
        "--port=" + port,
        "--auth",
        "--username=" + RealServers.USER,
        "--password=" + RealServers.PASSWORD,
        "--bind-address-ipv4=127.0.0.1",
        "--bind-address-ipv6=::1",
        "--peerport=0",
        "--no-portmap",
        "--no-dht",
        "--no-lpd",
        "--no-utp");
  }
}

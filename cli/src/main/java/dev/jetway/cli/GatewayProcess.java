package dev.jetway.cli;

/** The gateway as a process. */
final class GatewayProcess implements AutoCloseable {
  private GatewayProcess() {}

  static GatewayProcess start(GatewaySettings settings, Announcer announcer) {
    announcer.say("settings: " + settings);
    throw new IllegalStateException("the gateway is not wired yet");
  }

  @Override
  public void close() {}
}

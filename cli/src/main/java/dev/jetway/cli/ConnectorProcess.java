package dev.jetway.cli;

/** The connector as a process. */
final class ConnectorProcess implements AutoCloseable {
  private ConnectorProcess() {}

  static ConnectorProcess start(ConnectorSettings settings, Announcer announcer) {
    announcer.say("settings: " + settings);
    throw new IllegalStateException("the connector is not wired yet");
  }

  @Override
  public void close() {}
}

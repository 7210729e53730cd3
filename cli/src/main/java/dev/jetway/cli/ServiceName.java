package dev.jetway.cli;

/**
 * The Service, and its port, that APIServices name.
 *
 * @param object its namespace and name
 * @param port 1 to 65535
 */
public record ServiceName(ObjectName object, int port) {
  /** Checks the port. */
  public ServiceName {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port must be between 1 and 65535: " + port);
    }
  }

  /**
   * Parses {@code namespace/name:port}; without a port it is 443.
   *
   * @throws IllegalArgumentException if it has another form
   */
  public static ServiceName parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return new ServiceName(ObjectName.parse(text), 443);
    }
    String port = text.substring(colon + 1);
    if (!port.matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("must be namespace/name:port, was \"" + text + "\"");
    }
    return new ServiceName(ObjectName.parse(text.substring(0, colon)), Integer.parseInt(port));
  }

  /** The name that kube-apiserver verifies the serving certificate for. */
  public String dnsName() {
    return object.name() + "." + object.namespace() + ".svc";
  }

  @Override
  public String toString() {
    return object + ":" + port;
  }
}

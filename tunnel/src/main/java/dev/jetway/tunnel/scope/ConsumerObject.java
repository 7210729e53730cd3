package dev.jetway.tunnel.scope;

import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.tunnel.SingleObjectName;
import dev.jetway.tunnel.TunnelHeaders;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;

/**
 * What a caller says that its request is about, in its own terms. Nothing is believed of it: it is
 * what provider names are computed from, to be compared with those that the path has.
 *
 * @param namespace the consumer's namespace, empty if it does not say
 * @param name the consumer's name of the object, empty if it does not say
 */
record ConsumerObject(String namespace, String name) {
  static final ConsumerObject UNSAID = new ConsumerObject("", "");

  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  /**
   * Reads what the headers say.
   *
   * @throws StatusException 400 if one of them is not one name
   */
  static ConsumerObject of(HttpFields headers) {
    String namespace = single(headers, TunnelHeaders.NAMESPACE);
    if (!namespace.isEmpty() && !NAMESPACE.matcher(namespace).matches()) {
      throw malformed(TunnelHeaders.NAMESPACE, "namespace");
    }
    String name = single(headers, TunnelHeaders.NAME);
    if (!name.isEmpty() && !SingleObjectName.isPossible(name)) {
      throw malformed(TunnelHeaders.NAME, "name of an object");
    }
    return new ConsumerObject(namespace, name);
  }

  /** Whether the object has this name at the provider, of a cluster whose objects are in one. */
  boolean isAt(String providerName, String clusterId) {
    return !namespace.isEmpty()
        && !name.isEmpty()
        && SingleObjectName.isOf(providerName, namespace, name, clusterId);
  }

  private static String single(HttpFields headers, String header) {
    List<String> values = headers.getValuesList(header);
    if (values.size() > 1 || (!values.isEmpty() && values.getFirst().isEmpty())) {
      throw malformed(header, "name");
    }
    return values.isEmpty() ? "" : values.getFirst();
  }

  private static StatusException malformed(String header, String what) {
    return new StatusException(Status.of(400, "the header " + header + " is not one " + what));
  }
}

package dev.jetway.cli.doctor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.connect.Credential;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.tunnel.dial.ProxySettings;
import java.util.Optional;

/**
 * What is looked at, and what earlier steps found out for later ones. For one thread.
 *
 * <p>What a step notes is there for the steps after it in the same chain, since a chain ends at its
 * first fault.
 */
final class Patient {
  private final ApiServerClient consumer;
  private final String namespace;
  private final Optional<ApiServerClient> provider;
  private final String providerNamespace;
  private final ProxySettings proxy;
  private final String connection;
  private Optional<ObjectNode> object = Optional.empty();
  private Optional<Credential> credential = Optional.empty();
  private String clusterName = "";

  Patient(
      ApiServerClient consumer,
      String namespace,
      Optional<ApiServerClient> provider,
      String providerNamespace,
      ProxySettings proxy,
      String connection) {
    this.consumer = consumer;
    this.namespace = namespace;
    this.provider = provider;
    this.providerNamespace = providerNamespace;
    this.proxy = proxy;
    this.connection = connection;
  }

  ApiServerClient consumer() {
    return consumer;
  }

  /** The connector's namespace. */
  String namespace() {
    return namespace;
  }

  /** The control plane, if it is given. */
  Optional<ApiServerClient> provider() {
    return provider;
  }

  /** The gateway's namespace. */
  String providerNamespace() {
    return providerNamespace;
  }

  /** The proxies on the way out. */
  ProxySettings proxy() {
    return proxy;
  }

  /** The name of the connection; empty while the cluster itself is looked at. */
  String connection() {
    return connection;
  }

  void noteObject(ObjectNode found) {
    object = Optional.of(found);
    clusterName = found.at("/status/controlPlane/clusterName").asText();
  }

  /** The ClusterConnection. */
  ObjectNode object() {
    return object.orElseThrow();
  }

  void noteCredential(Credential found) {
    credential = Optional.of(found);
  }

  /** What its Secret holds. */
  Credential credential() {
    return credential.orElseThrow();
  }

  void noteClusterName(String name) {
    clusterName = name;
  }

  /** The name of this cluster at the control plane; empty if it is not known. */
  String clusterName() {
    return clusterName;
  }
}

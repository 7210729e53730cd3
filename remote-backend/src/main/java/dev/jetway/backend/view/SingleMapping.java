package dev.jetway.backend.view;

import dev.jetway.tunnel.NamespaceMode;
import dev.jetway.tunnel.SingleObjectName;
import java.util.Optional;

/**
 * All objects of a cluster in one provider namespace, each under a name made of its own, its
 * namespace's and the cluster's identity.
 *
 * <p>The way back rests on the origin labels, and the name must be the one that they lead to: what
 * else there is in the namespace, of other clusters or of nobody, is not the consumer's. A name
 * that no object can have stays what it is, so that the provider refuses it in its own words.
 *
 * @param cluster the consumer cluster
 * @param mode the namespace, and the cluster's identity
 * @param prefix what names begin with: {@link SingleObjectName#CLAIM} or {@link
 *     SingleObjectName#COMPOSITE}
 */
public record SingleMapping(Cluster cluster, NamespaceMode.Single mode, String prefix)
    implements NamespaceMapping {
  @Override
  public String toProvider(String consumerNamespace) {
    return mode.namespace();
  }

  @Override
  public String nameAtProvider(String consumerNamespace, String name) {
    return SingleObjectName.isPossible(name)
        ? SingleObjectName.of(prefix, consumerNamespace, name, mode.clusterId())
        : name;
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public Optional<ConsumerKey> toConsumer(ObjectOrigin object) {
    boolean ours =
        object.namespace().equals(mode.namespace())
            && object.label(Origin.MANAGED).equals("true")
            && object.label(Origin.CLUSTER).equals(cluster.name());
    if (!ours) {
      return Optional.empty();
    }
    String namespace = object.label(Origin.NAMESPACE);
    String whole = object.annotation(Origin.NAME);
    String name = whole.isEmpty() ? object.label(Origin.NAME) : whole;
    return SingleObjectName.isPossible(name)
            && nameAtProvider(namespace, name).equals(object.name())
        ? Optional.of(new ConsumerKey(namespace, name))
        : Optional.empty();
  }
}

package dev.jetway.manifests;

/**
 * A group/version that we do not serve, or should not, because the cluster has it already.
 *
 * @param api what was wanted
 * @param reason why not
 * @param message for people
 */
public record Conflict(ServedApi api, Reason reason, String message) {
  /** Why; the names are the reasons of Kubernetes conditions. */
  public enum Reason {
    /** A CRD of this cluster serves it, and goes on doing so. */
    LOCAL_CRD_EXISTS("LocalCRDExists"),

    /**
     * A CRD was installed after we had registered. Ours goes on being served, since giving way
     * would show the cluster's controllers another, empty store; the CRD's objects cannot be
     * reached.
     */
    LOCAL_CRD_SHADOWED("LocalCRDShadowed"),

    /** An APIService of someone else, or kube-apiserver itself, serves it, and goes on doing so. */
    API_SERVICE_EXISTS("APIServiceExists");

    private final String word;

    Reason(String word) {
      this.word = word;
    }

    /** The reason as conditions write it. */
    public String word() {
      return word;
    }
  }
}

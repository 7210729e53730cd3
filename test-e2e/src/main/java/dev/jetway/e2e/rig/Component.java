package dev.jetway.e2e.rig;

/** One process of a control plane, named as its program is. */
public enum Component {
  ETCD("etcd"),
  API_SERVER("kube-apiserver"),
  CONTROLLER_MANAGER("kube-controller-manager");

  private final String program;

  Component(String program) {
    this.program = program;
  }

  /** The name of its program, and of its log without the ending. */
  public String program() {
    return program;
  }
}

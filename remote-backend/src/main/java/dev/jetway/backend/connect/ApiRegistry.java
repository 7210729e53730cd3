package dev.jetway.backend.connect;

import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.backend.bind.BindingPlan.Undecided;
import java.util.List;

/** Has kube-apiserver send us requests for APIs. */
public interface ApiRegistry {
  /**
   * Says which, from now on.
   *
   * @param undecided of this nothing is taken away
   * @param turn comes back in {@link RegisteredApis}
   */
  void want(List<ApiVersion> versions, Undecided undecided, long turn);
}

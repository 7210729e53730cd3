package dev.jetway.backend.connect;

import dev.jetway.backend.bind.Binding;
import dev.jetway.backend.change.Judgement;
import java.util.List;
import java.util.stream.Collectors;

/** What a binding's condition says of changes at the control plane: a pure function. */
final class ChangeCondition {
  private ChangeCondition() {}

  static Condition of(Binding.Key key, Judgement judgement) {
    return switch (judgement) {
      case Judgement.Unknown(String reason, String message) ->
          new Condition(Condition.COMPATIBLE, "Unknown", reason, message);
      case Judgement.Compatible() ->
          Condition.isTrue(
              Condition.COMPATIBLE, "NoBreakingChange", "no change waits that breaks clients");
      case Judgement.Breaking breaking ->
          breaking.holders().isEmpty()
              ? Condition.isFalse(Condition.COMPATIBLE, "BreakingChange", applied(key, breaking))
              : Condition.isFalse(Condition.COMPATIBLE, "ApprovalNeeded", held(key, breaking));
    };
  }

  private static String applied(Binding.Key key, Judgement.Breaking breaking) {
    return "clients can break, since the control plane changed: %s; it is served so. Once they are ready for it: %s"
        .formatted(changes(breaking), command(key, breaking));
  }

  private static String held(Binding.Key key, Judgement.Breaking breaking) {
    String what =
        breaking.holdable()
            ? "the schemas of before are shown, while the control plane checks by the new ones"
            : "the schemas of before are shown where it can be; what the control plane serves no"
                + " more cannot be held";
    List<Binding.Key> others =
        breaking.holders().stream().filter(holder -> !holder.equals(key)).toList();
    String todo =
        breaking.holders().contains(key)
            ? "To approve: " + command(key, breaking)
            : "It waits for the approval of "
                + others.stream().map(Binding.Key::toString).collect(Collectors.joining(", "));
    return "clients can break, since the control plane changed: %s; %s. %s"
        .formatted(changes(breaking), what, todo);
  }

  private static String changes(Judgement.Breaking breaking) {
    int more = breaking.count() - breaking.told().size();
    return String.join("; ", breaking.told()) + (more > 0 ? "; and " + more + " more" : "");
  }

  private static String command(Binding.Key key, Judgement.Breaking breaking) {
    String object =
        key.namespace().isEmpty()
            ? "clusterapibinding " + key.name()
            : "apibinding " + key.name() + " -n " + key.namespace();
    return "kubectl patch %s --type=merge -p '{\"spec\":{\"approvedRevision\":\"%s\"}}'"
        .formatted(object, breaking.revision());
  }
}

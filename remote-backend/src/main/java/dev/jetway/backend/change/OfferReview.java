package dev.jetway.backend.change;

import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.bind.Binding;
import dev.jetway.tunnel.Sha256;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What becomes of the changes of one connection's offer: a pure function of the accepted offer, the
 * offer of now, and the bindings.
 *
 * <pre>
 *  a change breaks nothing, or nobody binds the resource   accepted, shown
 *  it breaks clients, all bindings say Apply               shown; accepted once a binding acknowledges it
 *  it breaks clients, some binding says Approve            held; accepted and shown once all that say so approve it
 * </pre>
 *
 * @param shown what clients see
 * @param accepted what later changes are compared with
 * @param judgements what each binding is told
 */
public record OfferReview(
    ApiCatalog shown, ApiCatalog accepted, Map<Binding.Key, Judgement> judgements) {
  private static final int REVISION_LENGTH = 16;

  /** Copies the map. */
  public OfferReview {
    judgements = Map.copyOf(judgements);
  }

  /** Of a connection whose offer was not reviewed before: it begins with what is offered now. */
  public static OfferReview first(ApiCatalog now, Collection<ReviewedBinding> bindings) {
    Map<Binding.Key, Judgement> judgements = new HashMap<>();
    bindings.forEach(
        binding -> judgements.put(binding.binding().key(), new Judgement.Compatible()));
    return new OfferReview(now, now, judgements);
  }

  /**
   * Reviews.
   *
   * @param accepted what was accepted last
   * @param now what is offered
   * @param bindings those of the connection
   */
  public static OfferReview of(
      ApiCatalog accepted, ApiCatalog now, Collection<ReviewedBinding> bindings) {
    return of(accepted, now, bindings, OfferComparison.of(accepted, now));
  }

  static OfferReview of(
      ApiCatalog accepted,
      ApiCatalog now,
      Collection<ReviewedBinding> bindings,
      Map<Resource, Difference> differences) {
    Map<Binding.Key, String> revisions = new HashMap<>();
    bindings.forEach(
        binding -> revisions.put(binding.binding().key(), revision(binding, differences)));
    Set<Resource> pending = new HashSet<>();
    Set<Resource> held = new HashSet<>();
    Set<Resource> kept = new HashSet<>();
    differences.forEach((resource, difference) -> {
      List<ReviewedBinding> own = bindings.stream().filter(b -> b.covers(resource)).toList();
      if (difference.undecided()) {
        kept.add(resource);
      }
      if (difference.breaks() && !own.isEmpty() && !isAccepted(own, revisions)) {
        pending.add(resource);
        kept.add(resource);
        if (own.stream().anyMatch(ReviewedBinding::approve)) {
          held.add(resource);
        }
      }
    });
    Map<Binding.Key, Judgement> judgements = new HashMap<>();
    for (ReviewedBinding binding : bindings) {
      judgements.put(
          binding.binding().key(), judgement(binding, bindings, pending, differences, revisions));
    }
    return new OfferReview(
        CatalogBlend.shown(accepted, now, held),
        CatalogBlend.accepted(accepted, now, kept),
        judgements);
  }

  /** Who asks to be asked decides, else who binds it in all namespaces, else anybody. */
  private static boolean isAccepted(List<ReviewedBinding> own, Map<Binding.Key, String> revisions) {
    if (own.stream().anyMatch(ReviewedBinding::approve)) {
      return own.stream()
          .filter(ReviewedBinding::approve)
          .allMatch(binding -> hasApproved(binding, revisions));
    }
    boolean wide = own.stream().anyMatch(ReviewedBinding::everywhere);
    return own.stream()
        .filter(binding -> !wide || binding.everywhere())
        .anyMatch(binding -> hasApproved(binding, revisions));
  }

  private static boolean hasApproved(ReviewedBinding binding, Map<Binding.Key, String> revisions) {
    return binding.approvedRevision().equals(revisions.get(binding.binding().key()));
  }

  private static Judgement judgement(
      ReviewedBinding binding,
      Collection<ReviewedBinding> all,
      Set<Resource> pending,
      Map<Resource, Difference> differences,
      Map<Binding.Key, String> revisions) {
    List<String> told = new ArrayList<>();
    List<Binding.Key> holders = new ArrayList<>();
    int count = 0;
    boolean holdable = true;
    for (Resource resource : covered(binding, pending)) {
      Difference difference = differences.get(resource);
      if (difference == null) {
        continue;
      }
      count += difference.count();
      holdable &= difference.holdable();
      told.addAll(difference.told());
      all.stream()
          .filter(other -> other.approve() && other.covers(resource))
          .filter(other -> !hasApproved(other, revisions))
          .map(other -> other.binding().key())
          .filter(key -> !holders.contains(key))
          .forEach(holders::add);
    }
    if (count == 0) {
      return new Judgement.Compatible();
    }
    return new Judgement.Breaking(
        revisions.getOrDefault(binding.binding().key(), ""),
        told.subList(0, Math.min(told.size(), Findings.MOST_TOLD)),
        count,
        holdable,
        holders.stream().sorted(Comparator.comparing(Binding.Key::toString)).toList());
  }

  private static String revision(ReviewedBinding binding, Map<Resource, Difference> differences) {
    StringBuilder changes = new StringBuilder();
    for (Resource resource : covered(binding, differences.keySet())) {
      Difference difference = differences.get(resource);
      if (difference != null && difference.breaks()) {
        changes.append(resource.plural()).append(' ').append(difference.digest()).append('\n');
      }
    }
    return Sha256.hex(changes.toString()).substring(0, REVISION_LENGTH);
  }

  private static List<Resource> covered(ReviewedBinding binding, Set<Resource> resources) {
    return resources.stream()
        .filter(binding::covers)
        .sorted(Comparator.comparing(Resource::plural))
        .toList();
  }
}

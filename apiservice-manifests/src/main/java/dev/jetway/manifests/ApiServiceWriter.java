package dev.jetway.manifests;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ApiUnreachableException;
import dev.jetway.kube.StatusException;
import dev.jetway.manifests.RegistrationPlan.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out plans, at a pace that lets several replicas live side by side. For one thread.
 *
 * <p>What this replica wanted and wants no more, it removes at once. What it never wanted may be
 * what another replica registered a moment ago, for an offer that this one has not heard of yet:
 * that is removed after {@link #REMOVAL_GRACE} only.
 */
final class ApiServiceWriter {
  static final Duration REMOVAL_GRACE = Duration.ofSeconds(5);

  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Logger LOG = LoggerFactory.getLogger(ApiServiceWriter.class);

  private final ApiServerClient client;
  private final String connector;
  private final InstantSource clock;

  private final RepairPace pace = new RepairPace();
  private final Map<String, String> touched = new HashMap<>();
  private final Map<String, Instant> unwantedSince = new HashMap<>();
  private final Set<String> everWanted = new HashSet<>();
  private Optional<Registrations> before = Optional.empty();
  private List<Conflict> toldConflicts = List.of();

  ApiServiceWriter(ApiServerClient client, String connector, InstantSource clock) {
    this.client = client;
    this.connector = connector;
    this.clock = clock;
  }

  /**
   * What came of it.
   *
   * @param lookAgainIn zero if only a change calls for it
   */
  record Outcome(RegistrationReport report, Duration lookAgainIn) {}

  /** Makes the APIServices that are there what is wanted, as far as that can be done now. */
  Outcome write(Registrations wanted, Collection<ObjectNode> found, Collection<ObjectNode> crds) {
    if (!before.equals(Optional.of(wanted))) {
      pace.forget();
      before = Optional.of(wanted);
      wanted.apis().forEach(api -> everWanted.add(api.apiServiceName()));
    }
    RegistrationPlan plan = RegistrationPlan.of(connector, wanted, found, crds, touched);
    unwantedSince.keySet().retainAll(plan.steps().stream().map(Step::name).toList());
    tell(plan.conflicts());
    List<Duration> waits = new ArrayList<>();
    for (Step step : plan.steps()) {
      Duration wait = wait(step);
      if (wait.isZero() && !take(step)) {
        wait = RETRY;
      }
      if (!wait.isZero()) {
        waits.add(wait);
      }
    }
    Duration lookAgainIn = waits.stream().min(Duration::compareTo).orElse(Duration.ZERO);
    return new Outcome(report(wanted, plan), lookAgainIn);
  }

  private Duration wait(Step step) {
    Instant now = clock.instant();
    return switch (step) {
      case Step.Create(ServedApi _, ObjectNode _) -> pace.wait(step.name(), now);
      case Step.Repair(ServedApi _, ObjectNode _) -> pace.wait(step.name(), now);
      case Step.Touch(ServedApi _, ObjectNode _) -> Duration.ZERO;
      case Step.Remove(String name, String _) -> {
        Instant since = unwantedSince.computeIfAbsent(name, _ -> now);
        Duration rest = Duration.between(now, since.plus(REMOVAL_GRACE));
        yield everWanted.contains(name) || rest.isNegative() ? Duration.ZERO : rest;
      }
    };
  }

  /** Takes a step; false if it is to be tried again. What came in between shows as a new event. */
  private boolean take(Step step) {
    try {
      switch (step) {
        case Step.Create(ServedApi api, ObjectNode manifest) -> {
          pace.repaired(step.name(), clock.instant());
          client.create(Unregistration.API_SERVICES, manifest);
          touched.put(step.name(), api.discoveryHash());
          LOG.info("registered apiservice={}", step.name());
        }
        case Step.Repair(ServedApi api, ObjectNode manifest) -> {
          pace.repaired(step.name(), clock.instant());
          client.replace(path(step), manifest);
          touched.put(step.name(), api.discoveryHash());
          LOG.info("repaired apiservice={}", step.name());
        }
        case Step.Touch(ServedApi api, ObjectNode manifest) -> {
          client.replace(path(step), manifest);
          touched.put(step.name(), api.discoveryHash());
          LOG.info("announced new discovery apiservice={}", step.name());
        }
        case Step.Remove(String name, String uid) -> {
          client.delete(path(step), onlyThisOne(uid));
          touched.remove(name);
          LOG.info("removed apiservice={}", name);
        }
      }
      return true;
    } catch (StatusException e) {
      int code = e.status().code();
      if (code == 404 || code == 409) {
        return true;
      }
      LOG.warn("could not write apiservice={} error={}", step.name(), e.getMessage());
      return false;
    } catch (ApiUnreachableException e) {
      LOG.warn("could not write apiservice={} error={}", step.name(), e.getMessage());
      return false;
    }
  }

  private static String path(Step step) {
    return Unregistration.API_SERVICES + "/" + step.name();
  }

  /** Delete options under which an object of the same name that came since stays. */
  static ObjectNode onlyThisOne(String uid) {
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    options.put("apiVersion", "v1").put("kind", "DeleteOptions");
    options.putObject("preconditions").put("uid", uid);
    return options;
  }

  private void tell(List<Conflict> conflicts) {
    for (Conflict conflict : conflicts) {
      if (!toldConflicts.contains(conflict)) {
        LOG.warn(
            "conflict apiservice={} reason={} message=\"{}\"",
            conflict.api().apiServiceName(),
            conflict.reason().word(),
            conflict.message());
      }
    }
    toldConflicts = conflicts;
  }

  /** As it was when the plan was made: what the steps changed comes back as events. */
  private static RegistrationReport report(Registrations wanted, RegistrationPlan plan) {
    List<ServedApi> pending = new ArrayList<>(wanted.apis());
    pending.removeAll(plan.right());
    plan.conflicts().forEach(conflict -> pending.remove(conflict.api()));
    boolean published = plan.steps().stream().noneMatch(Step.Repair.class::isInstance);
    return new RegistrationReport(
        Optional.of(wanted),
        plan.right(),
        plan.conflicts(),
        pending,
        plan.leaving(),
        published ? wanted.caBundle() : "");
  }
}

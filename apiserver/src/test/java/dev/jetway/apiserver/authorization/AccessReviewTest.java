package dev.jetway.apiserver.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.apiserver.SampleApis;
import dev.jetway.kube.ApiUnreachableException;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.UserInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessReviewTest {
  private static final UserInfo ADA =
      new UserInfo("ada", "7", List.of("devs"), Map.of("scopes", List.of("a", "b")));

  private final List<JsonNode> specs = new CopyOnWriteArrayList<>();
  private String status = "{\"allowed\":true}";
  private final AccessReview access =
      new AccessReview((path, review) -> {
        assertThat(path).isEqualTo("/apis/authorization.k8s.io/v1/subjectaccessreviews");
        specs.add(review.path("spec"));
        return answered(review);
      });

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET    | /namespaces/n/things/x | | {'namespace':'n','verb':'get','group':'g','version':'v1','resource':'things','name':'x'}",
        "GET    | /namespaces/n/things/x/status | | {'namespace':'n','verb':'get','group':'g','version':'v1','resource':'things','subresource':'status','name':'x'}",
        "GET    | /things | | {'verb':'list','group':'g','version':'v1','resource':'things'}",
        "GET    | /things | watch=1 | {'verb':'watch','group':'g','version':'v1','resource':'things'}",
        "GET    | /watch/things | | {'verb':'watch','group':'g','version':'v1','resource':'things'}",
        "POST   | /namespaces/n/things | | {'namespace':'n','verb':'create','group':'g','version':'v1','resource':'things'}",
        "PUT    | /namespaces/n/things/x | | {'namespace':'n','verb':'update','group':'g','version':'v1','resource':'things','name':'x'}",
        "PATCH  | /namespaces/n/things/x | | {'namespace':'n','verb':'patch','group':'g','version':'v1','resource':'things','name':'x'}",
        "DELETE | /namespaces/n/things/x | | {'namespace':'n','verb':'delete','group':'g','version':'v1','resource':'things','name':'x'}",
        "DELETE | /namespaces/n/things | | {'namespace':'n','verb':'deletecollection','group':'g','version':'v1','resource':'things'}",
        "GET    | /namespaces/n/things | fieldSelector=metadata.name%3Dx | {'namespace':'n','verb':'list','group':'g','version':'v1','resource':'things','name':'x','fieldSelector':{'requirements':[{'key':'metadata.name','operator':'In','values':['x']}]}}",
        "GET    | /things | labelSelector=a%21%3Db | {'verb':'list','group':'g','version':'v1','resource':'things','labelSelector':{'requirements':[{'key':'a','operator':'NotIn','values':['b']}]}}",
        "GET    | /namespaces/n/things/x | labelSelector=a%3Db | {'namespace':'n','verb':'get','group':'g','version':'v1','resource':'things','name':'x'}"
      })
  void attributesAreThoseOfTheRequest(String method, String path, String query, String attributes) {
    access.check(ADA, RequestInfo.of(method, "/apis/g/v1" + path, query == null ? "" : query));
    assertThat(specs.getFirst().path("resourceAttributes"))
        .isEqualTo(SampleApis.json(attributes.replace('\'', '"')));
  }

  @Test
  void theWholeUserIsAskedAbout() {
    access.check(ADA, "GET", "/openapi/v2");
    assertThat(specs.getFirst())
        .isEqualTo(
            SampleApis.json(
                "{\"nonResourceAttributes\":{\"path\":\"/openapi/v2\",\"verb\":\"get\"},"
                    + "\"user\":\"ada\",\"uid\":\"7\",\"groups\":[\"devs\"],"
                    + "\"extra\":{\"scopes\":[\"a\",\"b\"]}}"));
  }

  @Test
  void answersAreRememberedPerQuestionGoodAndBad() {
    for (int i = 0; i < 3; i++) {
      access.check(ADA, list("a=b"));
      access.check(ADA, list("a=c"));
    }
    assertThat(specs).hasSize(2);
    status = "{\"allowed\":false}";
    for (int i = 0; i < 3; i++) {
      refused(list("a=d"), 403);
    }
    assertThat(specs).hasSize(3);
    access.check(ADA, list("a=b"));
    assertThat(specs).hasSize(3);
  }

  @Test
  void mastersAreNotAskedAbout() {
    status = "{\"allowed\":false}";
    access.check(UserInfo.of("root", List.of("system:masters")), list(""));
    assertThat(specs).isEmpty();
  }

  @Test
  void reasonsAreTold() {
    status = "{\"allowed\":false,\"reason\":\"no role\"}";
    assertThat(refused(list(""), 403).message())
        .isEqualTo(
            "things.g is forbidden: User \"ada\" cannot list resource \"things\" in API group "
                + "\"g\" at the cluster scope: no role");
    status = "{\"allowed\":true,\"denied\":true}";
    refused(list("x=y"), 403);
  }

  @Test
  void questionsThatAreHugeAreNotRemembered() {
    String huge = "a%3D" + "b".repeat(11_000);
    access.check(ADA, RequestInfo.of("GET", "/apis/g/v1/things", "labelSelector=" + huge));
    access.check(ADA, RequestInfo.of("GET", "/apis/g/v1/things", "labelSelector=" + huge));
    assertThat(specs).hasSize(2);
  }

  @Test
  void reviewThatFailsIsAnInternalErrorAndNotRemembered() {
    List<RuntimeException> failures =
        new ArrayList<>(
            List.of(
                new StatusException(Status.of(403, "may not review")),
                new ApiUnreachableException("away", new IOException())));
    AccessReview failing =
        new AccessReview((_, review) -> {
          if (!failures.isEmpty()) {
            throw failures.removeFirst();
          }
          return answered(review);
        });
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> failing.check(ADA, list("")))
          .asInstanceOf(type(StatusException.class))
          .satisfies(e -> assertThat(e.status().code()).isEqualTo(500));
    }
    failing.check(ADA, list(""));
  }

  @Test
  void theSameQuestionOfManyIsReviewedOnce() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    List<String> reviews = new CopyOnWriteArrayList<>();
    AccessReview slow =
        new AccessReview((path, review) -> {
          reviews.add(path);
          asked.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return answered(review);
        });
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      callers.add(Thread.ofVirtual().start(() -> slow.check(ADA, list(""))));
    }
    asked.await();
    go.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(reviews).hasSize(1);
  }

  private ObjectNode answered(JsonNode review) {
    ObjectNode answer = review.deepCopy();
    answer.set("status", SampleApis.json(status));
    return answer;
  }

  private Status refused(RequestInfo info, int code) {
    StatusException[] thrown = new StatusException[1];
    assertThatThrownBy(() -> access.check(ADA, info))
        .asInstanceOf(type(StatusException.class))
        .satisfies(e -> thrown[0] = e);
    assertThat(thrown[0].status().code()).isEqualTo(code);
    return thrown[0].status();
  }

  private static RequestInfo list(String selector) {
    return RequestInfo.of(
        "GET",
        "/apis/g/v1/things",
        selector.isEmpty() ? "" : "labelSelector=" + selector.replace("=", "%3D"));
  }
}

package dev.jetway.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ResourceMirror.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class MirrorContentsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> heard = new ArrayList<>();
  private final MirrorContents contents =
      new MirrorContents(UnaryOperator.identity(), change -> heard.add(describe(change)));

  @Test
  void aFirstListIsAllNew() {
    contents.replace(list(object("a", "u1", "1"), object("b", "u2", "2")), "9");
    assertThat(heard).containsExactlyInAnyOrder("+a@1", "+b@2", "=9");
    assertThat(heard).last().isEqualTo("=9");
    assertThat(contents.snapshot()).containsOnlyKeys("n/a", "n/b");
    assertThat(contents.resourceVersion()).isEqualTo("9");
  }

  @Test
  void aLaterListTellsOnlyWhatDiffers() {
    contents.replace(
        list(object("a", "u1", "1"), object("b", "u2", "2"), object("c", "u3", "3")), "3");
    heard.clear();
    contents.replace(
        list(object("a", "u1", "1"), object("b", "u2", "7"), object("d", "u4", "8")), "9");
    assertThat(heard).containsExactlyInAnyOrder("-c@3", "~b@7", "+d@8", "=9");
  }

  @Test
  void anObjectThatWasMadeAnewIsDeletedFirst() {
    contents.put(object("a", "u1", "1"));
    contents.put(object("a", "u2", "5"));
    assertThat(heard).containsExactly("+a@1", "-a@1", "+a@5");
  }

  @Test
  void whatIsKnownAlreadyIsNotToldAgain() {
    contents.put(object("a", "u1", "1"));
    contents.put(object("a", "u1", "1"));
    contents.put(object("a", "u1", "2"));
    contents.delete(object("a", "u1", "3"));
    contents.delete(object("a", "u1", "3"));
    assertThat(heard).containsExactly("+a@1", "~a@2", "-a@3");
  }

  @Test
  void aListenerThatFailsHearsOfTheNextChange() {
    List<Change> changes = new ArrayList<>();
    MirrorContents fragile =
        new MirrorContents(
            UnaryOperator.identity(),
            change -> {
              changes.add(change);
              throw new IllegalStateException("no");
            });
    fragile.put(object("a", "u1", "1"));
    fragile.put(object("b", "u2", "2"));
    assertThat(changes).hasSize(2);
  }

  private static Map<String, ObjectNode> list(ObjectNode... objects) {
    Map<String, ObjectNode> all = new LinkedHashMap<>();
    for (ObjectNode object : objects) {
      all.put(MirrorContents.key(object), object);
    }
    return all;
  }

  private static ObjectNode object(String name, String uid, String version) {
    ObjectNode object = JSON.createObjectNode();
    object
        .putObject("metadata")
        .put("namespace", "n")
        .put("name", name)
        .put("uid", uid)
        .put("resourceVersion", version);
    return object;
  }

  private static String describe(Change change) {
    return switch (change) {
      case Change.Synced synced -> "=" + synced.resourceVersion();
      case Change.Added added -> "+" + id(added.object());
      case Change.Modified modified -> "~" + id(modified.object());
      case Change.Deleted deleted -> "-" + id(deleted.object());
    };
  }

  private static String id(ObjectNode object) {
    return object.path("metadata").path("name").asText()
        + "@"
        + object.path("metadata").path("resourceVersion").asText();
  }
}

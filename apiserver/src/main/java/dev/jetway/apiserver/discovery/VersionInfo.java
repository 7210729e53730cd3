package dev.jetway.apiserver.discovery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * What {@code /version} says.
 *
 * @param version the product's version, for example {@code v0.1.0}
 */
public record VersionInfo(String version) {
  ObjectNode toJson() {
    String[] parts = version.replaceFirst("^v", "").split("[.-]", 3);
    return JsonNodeFactory.instance
        .objectNode()
        .put("major", parts[0])
        .put("minor", parts.length > 1 ? parts[1] : "")
        .put("gitVersion", version)
        .put("gitCommit", "")
        .put("gitTreeState", "")
        .put("buildDate", "")
        .put("goVersion", "")
        .put("compiler", System.getProperty("java.vm.name", ""))
        .put("platform", property("os.name") + "/" + property("os.arch"));
  }

  private static String property(String name) {
    return System.getProperty(name, "").toLowerCase(Locale.ROOT);
  }
}

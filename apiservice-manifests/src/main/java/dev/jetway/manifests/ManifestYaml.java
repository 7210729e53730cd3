package dev.jetway.manifests;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;

/** Kubernetes objects as YAML documents and back. */
public final class ManifestYaml {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What kubectl, which reads YAML 1.1, could take for something else than a string. The engine
   * here writes YAML 1.2, where {@code on} needs no quotes.
   */
  private static final Pattern AMBIGUOUS =
      Pattern.compile("(?i)y|n|yes|no|on|off|true|false|null|~|[-+.]?[0-9].*|");

  private ManifestYaml() {}

  /**
   * Reads a file of YAML documents, each an object; empty documents are left out.
   *
   * @throws IllegalArgumentException if it is no YAML, or a document is no object
   */
  public static List<ObjectNode> parse(String yaml) {
    List<ObjectNode> objects = new ArrayList<>();
    try {
      for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
        if (document == null) {
          continue;
        }
        if (!(document instanceof Map<?, ?> map)) {
          throw new IllegalArgumentException("a YAML document is no object");
        }
        objects.add(JSON.valueToTree(map));
      }
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException("could not parse YAML: " + e.getMessage(), e);
    }
    return objects;
  }

  /** Writes the objects as documents in their order, as {@code kubectl apply -f -} reads them. */
  public static String write(List<ObjectNode> objects) {
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setIndicatorIndent(2)
            .setIndentWithIndicator(true)
            .setSplitLines(false)
            .build();
    StringBuilder yaml = new StringBuilder();
    for (ObjectNode object : objects) {
      Object plain = JSON.convertValue(object, Map.class);
      yaml.append("---\n")
          .append(new Dump(settings, new QuotingRepresenter(settings)).dumpToString(plain));
    }
    return yaml.toString();
  }

  private static final class QuotingRepresenter extends StandardRepresenter {
    QuotingRepresenter(DumpSettings settings) {
      super(settings);
    }

    @Override
    protected Node representScalar(Tag tag, String value, ScalarStyle style) {
      boolean quote =
          tag.equals(Tag.STR) && style == ScalarStyle.PLAIN && AMBIGUOUS.matcher(value).matches();
      return super.representScalar(tag, value, quote ? ScalarStyle.DOUBLE_QUOTED : style);
    }
  }
}

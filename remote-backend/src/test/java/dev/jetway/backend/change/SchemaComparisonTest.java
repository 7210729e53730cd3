package dev.jetway.backend.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaComparisonTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Difference compare(JsonNode before, JsonNode after) {
    Findings findings = new Findings("things");
    new SchemaComparison(findings, "v1").compare(before, after, true);
    return findings.difference();
  }

  /** A kind whose field {@code a} of this place is as said; names in single quotes. */
  private static JsonNode kind(String place, String a) throws JsonProcessingException {
    return JSON.readTree(
        "{'properties': {'%s': {'type': 'object', 'properties': {'a': %s}}}}"
            .formatted(place, a)
            .replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'type':'string'} | {'type':'integer'} | is of type integer, and was of string
          {'x-kubernetes-int-or-string':true} | {'type':'string'} | is of type string, and was of int-or-string
          {} | {'type':'string'} | is of type string, and was of any
          {'enum':['x','y']} | {'enum':['y','z']} | the value "x" is taken no more
          {'type':'string'} | {'type':'string','enum':['y']} | takes nothing but ["y"]
          {'pattern':'^a'} | {'pattern':'^b'} | pattern is "^b", and was "^a"
          {'type':'integer'} | {'type':'integer','format':'int32'} | format is "int32", and was none
          {'minimum':1} | {'minimum':2} | minimum is 2, and was 1
          {'type':'number'} | {'type':'number','maximum':0.5} | maximum is 0.5, and was none
          {'maxLength':10} | {'maxLength':9} | maxLength is 9, and was 10
          {'minItems':0} | {'minItems':1} | minItems is 1, and was 0
          {'minimum':1} | {'minimum':1,'exclusiveMinimum':true} | exclusiveMinimum is asked for
          {'nullable':true} | {'nullable':false} | null is taken no more
          {'anyOf':[{}]} | {'anyOf':[{'minimum':1}]} | other rules in anyOf
          {'x-kubernetes-preserve-unknown-fields':true} | {} | keeps unknown fields no more
          {} | {'x-kubernetes-validations':[{'rule':'self > 1'}]} | there is a new rule: self > 1
          {'properties':{'b':{},'c':{}}} | {'properties':{'b':{}}} | .c: is gone
          {'properties':{'b':{'type':'string'}}} | {'properties':{'b':{'type':'boolean'}}} | .b: is of type boolean
          {'items':{'type':'string'}} | {'items':{'type':'integer'}} | []: is of type integer
          {'additionalProperties':{'type':'string'}} | {'additionalProperties':{'type':'integer'}} | [*]: is of type integer
          {'additionalProperties':{}} | {'properties':{'b':{}}} | takes keys of one's own no more
          {'required':['b']} | {'required':['b','c']} | the field c is required
          {'required':['b'],'properties':{'b':{'default':1}}} | {'required':['b'],'properties':{'b':{}}} | the field b is required
          {'x-kubernetes-list-type':'set'} | {'x-kubernetes-list-type':'atomic'} | the list is merged otherwise
          {} | {'x-kubernetes-map-type':'atomic'} | the fields are merged otherwise
          {'$ref':'#/x'} | {'$ref':'#/y'} | is of type #/y, and was of #/x
          """)
  void aFieldThatTakesLessBreaksClients(String before, String after, String found)
      throws JsonProcessingException {
    Difference difference = compare(kind("spec", before), kind("spec", after));
    assertThat(difference.count()).isEqualTo(1);
    assertThat(difference.told().getFirst()).startsWith("things v1 spec.a").contains(found);
    assertThat(difference.holdable()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'description':'old'} | {'description':'new','title':'t'}
          {'enum':['x']} | {'enum':['x','y']}
          {'enum':['x']} | {}
          {'minimum':2,'maximum':3,'pattern':'a'} | {'minimum':1,'maximum':4}
          {'minimum':1} | {'minimum':1.0}
          {'required':['b']} | {}
          {} | {'required':['b'],'properties':{'b':{'default':1}}}
          {'properties':{'b':{}}} | {'properties':{'b':{},'c':{'required':['d']}}}
          {'properties':{'b':{}}} | {'x-kubernetes-preserve-unknown-fields':true}
          {'x-kubernetes-validations':[{'rule':'r','message':'m'}]} | {'x-kubernetes-validations':[{'rule':'r'}]}
          {'nullable':false} | {'nullable':true}
          {'additionalProperties':{'type':'string'}} | {'additionalProperties':{'type':'string','description':'d'}}
          """)
  void aFieldThatTakesMoreBreaksNone(String before, String after) throws JsonProcessingException {
    assertThat(compare(kind("spec", before), kind("spec", after)).told()).isEmpty();
  }

  @Test
  void aStatusIsReadAlone() throws JsonProcessingException {
    JsonNode before = kind("status", "{'enum':['x'],'properties':{'b':{}}}");
    JsonNode after = kind("status", "{'enum':['y'],'required':['c'],'properties':{}}");
    assertThat(compare(before, after).told()).containsExactly("things v1 status.a.b: is gone");
  }

  @Test
  void metadataIsKubernetesOwn() throws JsonProcessingException {
    assertThat(
            compare(
                    kind("metadata", "{'type':'string'}"),
                    JSON.readTree("{\"required\": [\"metadata\"]}"))
                .told())
        .isEmpty();
  }

  @Test
  void whatIsTooDeepIsToldAsAWhole() {
    JsonNode before = nested("string");
    Difference difference = compare(before, nested("integer"));
    assertThat(difference.told().getFirst()).contains("[][]", "…");
    assertThat(compare(before, nested("number")).digest()).isNotEqualTo(difference.digest());
    assertThat(compare(before, nested("string")).told()).isEmpty();
  }

  private static JsonNode nested(String type) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", type);
    for (int i = 0; i < SchemaComparison.MOST_DEPTH + 1; i++) {
      ObjectNode outer = JsonNodeFactory.instance.objectNode().put("type", "array");
      outer.set("items", schema);
      schema = outer;
    }
    ObjectNode kind = JsonNodeFactory.instance.objectNode();
    kind.putObject("properties").set("spec", schema);
    return kind;
  }

  @Test
  void manyChangesAreCountedAndAFewTold() throws JsonProcessingException {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < 1000; i++) {
      fields.putObject("f" + i);
    }
    String none = "{'properties':{}}";
    Difference all =
        compare(kind("spec", "{'properties':%s}".formatted(fields)), kind("spec", none));
    assertThat(all.count()).isEqualTo(1000);
    assertThat(all.told()).hasSize(Findings.MOST_TOLD);
    fields.remove("f999");
    Difference fewer =
        compare(kind("spec", "{'properties':%s}".formatted(fields)), kind("spec", none));
    assertThat(fewer.told()).isEqualTo(all.told());
    assertThat(fewer.digest()).isNotEqualTo(all.digest());
    assertThat(List.of(all.count(), fewer.count())).containsExactly(1000, 999);
  }
}

package dev.jetway.backend.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.DoubleNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected texts are what Go wrote. */
class GoTextTest {
  @ParameterizedTest
  @CsvSource({
    "1.5, 1.5, 1.5",
    "100000, 100000, 100000",
    "1e6, 1e+06, 1000000",
    "123456789, 1.23456789e+08, 123456789",
    "1e20, 1e+20, 100000000000000000000",
    "1e21, 1e+21, 1e+21",
    "0.00012, 0.00012, 0.00012",
    "1.5e-5, 1.5e-05, 0.000015",
    "1e-6, 1e-06, 0.000001",
    "1e-7, 1e-07, 1e-7",
    "1.7976931348623157e308, 1.7976931348623157e+308, 1.7976931348623157e+308",
    "123456.789, 123456.789, 123456.789",
    "-2.5e9, -2.5e+09, -2500000000",
    "0, 0, 0"
  })
  void writesFloatsAsGoDoes(double value, String printed, String json) {
    assertThat(GoText.print(DoubleNode.valueOf(value))).isEqualTo(printed);
    assertThat(GoText.json(value)).isEqualTo(json);
  }

  @Test
  void writesContainersAsGoDoes() throws JsonProcessingException {
    String value =
        "{\"b\":\"<&>\\u2028\\u0001\\b\\f\\n\\t\\\"\\\\/\u00e9\",\"a\":[1,null,true,1.5]}";
    assertThat(GoText.print(new ObjectMapper().readTree(value)))
        .isEqualTo(
            "{\"a\":[1,null,true,1.5],\"b\":\"\\u003c\\u0026\\u003e\\u2028\\u0001\\b\\f\\n\\t\\\"\\\\/\u00e9\"}");
  }
}

package dev.jetway.tunnel.dial;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoProxyTest {
  @ParameterizedTest(name = "{0} and {1}:{2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                        | example.com       | 443  | false
          *                         | example.com       | 443  | true
          example.com               | example.com       | 443  | true
          example.com               | a.b.example.com   | 443  | true
          example.com               | notexample.com    | 443  | false
          example.com               | example.com.      | 443  | true
          EXAMPLE.com               | example.COM       | 443  | true
          .example.com              | a.example.com     | 443  | true
          .example.com              | example.com       | 443  | false
          *.example.com             | a.example.com     | 443  | true
          *.example.com             | example.com       | 443  | false
          example.com:443           | example.com       | 443  | true
          example.com:443           | a.example.com     | 443  | true
          example.com:8443          | example.com       | 443  | false
          10.1.2.3                  | 10.1.2.3          | 443  | true
          10.1.2.3                  | 10.1.2.30         | 443  | false
          10.1.2.3:443              | 10.1.2.3          | 443  | true
          10.1.2.3:443              | 10.1.2.3          | 6443 | false
          10.0.0.0/8                | 10.200.3.4        | 443  | true
          10.0.0.0/8                | 11.0.0.1          | 443  | false
          10.0.0.0/8                | ten.example.com   | 443  | false
          0.0.0.0/0                 | 11.0.0.1          | 443  | true
          0.0.0.0/0                 | 2001:db8::1       | 443  | false
          2001:db8::/32             | 2001:db8::1       | 443  | true
          2001:db8::/32             | 2001:db9::1       | 443  | false
          [2001:db8::1]:443         | 2001:db8::1       | 443  | true
          2001:db8::1               | 2001:db8:0::1     | 443  | true
          a.com, b.com              | b.com             | 443  | true
          a.com b.com               | b.com             | 443  | true
          a.com,,b.com,             | c.com             | 443  | false
          10.0.0.0/99               | 10.0.0.1          | 443  | false
          example.com:port          | example.com       | 443  | false
          ''                        | localhost         | 443  | true
          ''                        | 127.3.2.1         | 443  | true
          ''                        | ::1               | 443  | true
          """)
  void decidesAsGoDoes(String rules, String host, int port, boolean direct) {
    assertThat(NoProxy.parse(rules).matches(host, port)).isEqualTo(direct);
  }
}

package dev.jetway.backend.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Measures the CPU time of the splice of a list of 2 KB objects, against a copy of the same bytes
 * by Jackson's streaming parser and generator; a program, not a test.
 */
final class SpliceSpeed {
  private static final int CHUNK = 16 * 1024;
  private static final int ROUNDS = 15;

  private SpliceSpeed() {}

  public static void main(String[] args) throws IOException {
    PrintStream out = System.out;
    Cluster cluster = new Cluster("c1");
    NamespaceMapping mapping = new PerNamespaceMapping(cluster);
    byte[] list = list(10_000);
    out.printf("list of %,d bytes, chunks of %,d%n", list.length, CHUNK);
    double[] one = new double[ROUNDS];
    double[] all = new double[ROUNDS];
    double[] jackson = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      one[i] = splice(list, new ViewScope(cluster, mapping, "team"));
      all[i] = splice(list, new ViewScope(cluster, mapping, ""));
      jackson[i] = copyWithJackson(list);
    }
    out.printf("splice, one namespace   %6.0f MB/s%n", median(one));
    out.printf("splice, all namespaces  %6.0f MB/s%n", median(all));
    out.printf("Jackson streaming copy  %6.0f MB/s%n", median(jackson));
  }

  private static double splice(byte[] list, ViewScope scope) {
    long start = cpuTime();
    JsonSplicer splicer = new JsonSplicer(SpliceShape.LIST_OR_TABLE, scope);
    long written = 0;
    for (int at = 0; at < list.length; at += CHUNK) {
      int count = Math.min(CHUNK, list.length - at);
      ByteBuffer chunk = ByteBuffer.wrap(list, at, count);
      written += splicer.feed(chunk, at + count == list.length).remaining();
    }
    return rate(list.length, start, written);
  }

  private static double copyWithJackson(byte[] list) throws IOException {
    long start = cpuTime();
    ByteArrayOutputStream copy = new ByteArrayOutputStream(list.length);
    JsonFactory factory = new JsonFactory();
    try (JsonParser parser = factory.createParser(list);
        JsonGenerator generator = factory.createGenerator(copy)) {
      while (parser.nextToken() != null) {
        generator.copyCurrentEvent(parser);
      }
    }
    return rate(list.length, start, copy.size());
  }

  private static double rate(long bytes, long start, long written) {
    if (written == 0) {
      throw new IllegalStateException("nothing was written");
    }
    return bytes * 1000.0 / (cpuTime() - start);
  }

  /** CPU time of this thread in nanoseconds, which other processes do not disturb. */
  private static long cpuTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double median(double[] rates) {
    double[] sorted = rates.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static byte[] list(int items) {
    StringBuilder list = new StringBuilder("{\"apiVersion\":\"x/v1\",\"items\":[");
    for (int i = 0; i < items; i++) {
      list.append(i == 0 ? "" : ",").append(item(i));
    }
    return list.append("],\"kind\":\"XList\",\"metadata\":{\"resourceVersion\":\"1\"}}")
        .toString()
        .getBytes(UTF_8);
  }

  private static String item(int i) {
    return """
    {"apiVersion":"database.example.org/v1","kind":"Postgres","metadata":{"annotations":{\
    "kubectl.kubernetes.io/last-applied-configuration":"{\\"apiVersion\\":\\"database.example.org/v1\\",\
    \\"kind\\":\\"Postgres\\",\\"metadata\\":{\\"annotations\\":{},\\"name\\":\\"db-%1$d\\"}}\\n"},\
    "creationTimestamp":"2026-11-22T04:31:07Z","finalizers":["finalizer.apiextensions.crossplane.io"],\
    "generation":3,"labels":{"app.kubernetes.io/name":"db-%1$d",\
    "connect.jetway.dev/cluster":"c1","connect.jetway.dev/managed":"true",\
    "connect.jetway.dev/name":"db-%1$d","connect.jetway.dev/namespace":"team"},\
    "managedFields":[{"apiVersion":"database.example.org/v1","fieldsType":"FieldsV1","fieldsV1":\
    {"f:metadata":{"f:annotations":{".":{},"f:kubectl.kubernetes.io/last-applied-configuration":{}},\
    "f:labels":{".":{},"f:app.kubernetes.io/name":{}}},"f:spec":{".":{},"f:parameters":{".":{},\
    "f:storageGB":{},"f:version":{}}}},"manager":"kubectl-client-side-apply","operation":"Update",\
    "time":"2026-11-22T04:31:07Z"}],"name":"db-%1$d","namespace":"c1-team",\
    "resourceVersion":"%2$d","uid":"6f3c1a52-9c6c-4f0e-8d6a-0b7f5c1d%1$04d"},\
    "spec":{"parameters":{"storageGB":20,"version":"17","highAvailability":true,"extensions":\
    ["pgcrypto","pg_stat_statements","uuid-ossp"],"maintenanceWindow":"Sun 03:00-04:00",\
    "description":"%3$s"},"writeConnectionSecretToRef":{"name":"db-%1$d-conn"}},\
    "status":{"conditions":[{"lastTransitionTime":"2026-11-22T04:33:10Z","reason":"ReconcileSuccess",\
    "status":"True","type":"Synced"},{"lastTransitionTime":"2026-11-22T04:35:42Z","reason":"Available",\
    "status":"True","type":"Ready"}],"endpoint":{"host":"db-%1$d.eu-central-1.example.org","port":5432},\
    "observedGeneration":3}}\
    """
        .formatted(i, 1000 + i, "orders and invoices of one shop, ".repeat(6));
  }
}

package dev.jetway.e2e.benchmark;

import dev.jetway.e2e.rig.ChildProcess;
import dev.jetway.e2e.rig.RigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the operating system and the JVM have counted of one process. Linux only. */
record ProcessAccounting(ChildProcess process) {
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern USED = Pattern.compile("used (\\d+)K");

  /** CPU time used so far, in user and kernel mode. */
  Duration cpu() {
    return process
        .handle()
        .info()
        .totalCpuDuration()
        .orElseThrow(
            () -> new RigException("the CPU time of " + process.name() + " is not told here"));
  }

  /** Resident memory now, in bytes. */
  long resident() {
    return read(RESIDENT);
  }

  /** Starts to look for the peak of resident memory anew. */
  void resetPeak() {
    try {
      Files.writeString(proc("clear_refs"), "5");
    } catch (IOException e) {
      throw new RigException("could not reset the peak memory of " + process.name(), e);
    }
  }

  /** The peak of resident memory since {@link #resetPeak}, in bytes. */
  long peak() {
    return read(PEAK);
  }

  /** What a JVM's heap holds after a full collection, in bytes. */
  long liveHeap() {
    jcmd("GC.run");
    Matcher used = USED.matcher(jcmd("GC.heap_info"));
    long total = 0;
    while (used.find()) {
      total += Long.parseLong(used.group(1)) * 1024;
    }
    return total;
  }

  private String jcmd(String command) {
    try {
      Process jcmd =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(process.pid()),
                  command)
              .redirectErrorStream(true)
              .start();
      String out = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      // Metaspace is reported in the same words, after the heap.
      int metaspace = out.indexOf("Metaspace");
      return metaspace < 0 ? out : out.substring(0, metaspace);
    } catch (IOException e) {
      throw new RigException("could not run jcmd " + command, e);
    }
  }

  private long read(Pattern pattern) {
    try {
      Matcher matcher = pattern.matcher(Files.readString(proc("status")));
      if (!matcher.find()) {
        throw new RigException(pattern + " is not in " + proc("status"));
      }
      return Long.parseLong(matcher.group(1)) * 1024;
    } catch (IOException e) {
      throw new RigException("could not read the memory of " + process.name(), e);
    }
  }

  private Path proc(String file) {
    return Path.of("/proc", Long.toString(process.pid()), file);
  }
}

package dev.jetway.cli;

import java.io.PrintWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Says in a few lines what a process listens on, what it is connected to and what it registered.
 * Thread-safe.
 */
@FunctionalInterface
public interface Announcer {
  /** Says one thing. */
  void say(String line);

  /** To a person's terminal as it is; with JSON logs, as a log line. */
  static Announcer of(LogSettings log, CommandSpec spec) {
    return switch (log.format()) {
      case TEXT -> {
        PrintWriter out = spec.commandLine().getOut();
        yield line -> {
          out.println(line);
          out.flush();
        };
      }
      case JSON -> {
        Logger logger = LoggerFactory.getLogger(Announcer.class);
        yield logger::info;
      }
    };
  }
}

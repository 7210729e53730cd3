package dev.jetway.cli;

import dev.jetway.tunnel.LinkState;
import java.util.function.Consumer;

/** Tells people when the link comes up or goes down. */
record LinkAnnouncer(String connection, Announcer announcer) implements Consumer<LinkState> {
  @Override
  public void accept(LinkState state) {
    announcer.say(
        switch (state) {
          case LinkState.Up(_, var session) ->
              "connection \""
                  + connection
                  + "\" is up; the control plane knows us as \""
                  + session.cluster()
                  + "\"";
          case LinkState.Down(_, String reason, _) ->
              "connection \"" + connection + "\" is down: " + reason;
        });
  }
}

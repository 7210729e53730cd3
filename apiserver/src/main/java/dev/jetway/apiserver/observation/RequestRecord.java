package dev.jetway.apiserver.observation;

import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.Verb;
import java.util.Optional;

/**
 * What is known about one request, filled in on its way and read at its end. Written by the thread
 * that handles the request, read by whichever completes it.
 */
public final class RequestRecord {
  private final String method;
  private final String path;
  private final String auditId;
  private final long begin;
  private volatile String user = "";
  private volatile Optional<RequestInfo> info = Optional.empty();
  private volatile boolean apply;
  private volatile boolean served;

  /**
   * A request that has just come.
   *
   * @param begin {@link System#nanoTime} at its arrival
   */
  public RequestRecord(String method, String path, String auditId, long begin) {
    this.method = method;
    this.path = path;
    this.auditId = auditId;
    this.begin = begin;
  }

  /** Who sent it. */
  public void user(String name) {
    user = name;
  }

  /**
   * Which resource it is about.
   *
   * @param applies whether it is a server-side apply
   */
  public void resource(RequestInfo requestInfo, boolean applies) {
    info = Optional.of(requestInfo);
    apply = applies;
  }

  /** The resource exists, so that it may become part of a metric's labels. */
  public void served() {
    served = true;
  }

  /** Whether it is a watch that is going on. */
  boolean isWatch() {
    return info.filter(i -> i.verb() == Verb.WATCH).isPresent();
  }

  String method() {
    return method;
  }

  String path() {
    return path;
  }

  /** The Audit-ID that kube-apiserver gave it; empty if there is none. */
  public String auditId() {
    return auditId;
  }

  String user() {
    return user;
  }

  Optional<RequestInfo> info() {
    return info;
  }

  boolean isServed() {
    return served;
  }

  boolean isApply() {
    return apply;
  }

  double seconds(long now) {
    return (now - begin) / 1e9;
  }
}

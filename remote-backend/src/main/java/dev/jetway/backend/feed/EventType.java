package dev.jetway.backend.feed;

/** What happened to an object. */
public enum EventType {
  ADDED,
  MODIFIED,
  DELETED
}

package dev.jetway.apiserver.compression;

import org.eclipse.jetty.io.Content;

/** A body that holds something, which is given back when nobody reads on. */
interface DroppableSource extends Content.Source {
  /**
   * Ends the body in this failure, unless it has ended, and gives back what it holds; the source
   * that it is made of is left alone. May be called by any thread.
   */
  void drop(Throwable cause);
}

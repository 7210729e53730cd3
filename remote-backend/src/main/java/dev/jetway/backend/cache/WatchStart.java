package dev.jetway.backend.cache;

import dev.jetway.backend.feed.Entry;
import java.util.List;

/**
 * Where a watch begins.
 *
 * @param state what is sent as added first
 * @param endOfState whether a bookmark says that this was all
 * @param resourceVersion changes up to it are not sent
 * @param position of the first event to look at
 */
record WatchStart(List<Entry> state, boolean endOfState, long resourceVersion, long position) {}

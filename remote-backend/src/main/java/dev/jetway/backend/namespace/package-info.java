/**
 * Which provider namespaces belong to this consumer cluster, and how an emptied one goes when its
 * consumer namespace has gone.
 *
 * <p>While the link is down, a consumer namespace that has none is answered for here; the answer
 * must never be given for one that has. A watch tells ({@link
 * dev.jetway.backend.namespace.MappedNamespaces}), but it knows nothing after a restart, and
 * nothing of what another replica does while only this one has lost its link. So there is a record
 * of the names that may exist ({@link dev.jetway.backend.namespace.NamespaceRecord}), shared by all
 * replicas, which is always more than what exists:
 *
 * <ul>
 *   <li>A name is noted, durably, before a create or apply that may make the namespace is sent; if
 *       it cannot be noted, the write is refused. Whatever breaks after that, the name stays.
 *   <li>It is asked at the moment of the answer, not from a copy. What was noted, by whomever,
 *       before that moment counts. A record that cannot be read, is of another control plane or not
 *       whole allows no answer by itself.
 *   <li>It is whole once it has all that the control plane listed after the record was begun.
 *   <li>Every change is made to what is kept, under its version, so no replica overwrites another.
 *   <li>A copy spares creates in noted namespaces the question, for two minutes. So a name that has
 *       gone at the control plane is announced to be taken out, and taken out ten minutes later: by
 *       then no replica has a copy from before, and no create that relied on one is under way. A
 *       create in an announced namespace notes it again. Both steps look at a new list, not at the
 *       watch.
 *   <li>More names than fit say so in the record, and then nothing is noted any more: the watch of
 *       this process alone is believed, until the record is deleted.
 * </ul>
 */
@NullMarked
package dev.jetway.backend.namespace;

import org.jspecify.annotations.NullMarked;

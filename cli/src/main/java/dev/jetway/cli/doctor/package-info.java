/**
 * Looks for what is wrong between a person's command in a consumer cluster and the control plane.
 *
 * <pre>
 *  cluster:     API server ─► kinds ─► connector ─► APIServices
 *  connection:  connection ─► secret ─► token ─► dns ─► network (proxy) ─► tls ─► session ─► scope
 *               control plane, where it is given: enrolment ─► gateway's rights
 *  bindings:    connection there ─► offered (CRD and its label, where the control plane is given) ─► bound
 * </pre>
 *
 * Each {@link dev.jetway.cli.doctor.Step} says what it tried, what came back and what to do. A
 * chain ends at the first fault: what comes after it cannot be told.
 */
@NullMarked
package dev.jetway.cli.doctor;

import org.jspecify.annotations.NullMarked;

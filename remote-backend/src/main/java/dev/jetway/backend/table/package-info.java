/**
 * What {@code kubectl get} shows: objects as rows of a {@code Table}, rendered here exactly as the
 * control plane renders them, from the printer columns that it offers.
 *
 * <pre>
 * PrinterColumn ─► PathParser ─► ColumnPath ─┐
 * an object's JSON ──────────────────────────┴─► ColumnPath.first ─► Cells ─► TableRenderer.row
 * </pre>
 *
 * The rules are those of {@code
 * k8s.io/apiextensions-apiserver/pkg/registry/customresource/tableconvertor}, {@code
 * k8s.io/apiserver/pkg/endpoints/handlers/response.go} and {@code k8s.io/client-go/util/jsonpath},
 * oddities included. A path that goes beyond what is certain to come out the same has no renderer:
 * such a table is left to the control plane. Pure functions: no I/O, and the clock is the caller's.
 */
@NullMarked
package dev.jetway.backend.table;

import org.jspecify.annotations.NullMarked;

/**
 * Takes over objects that the connector of another product left at a control plane.
 *
 * <pre>
 *  ImportCommand ─► Importing: lists, asks the control plane ─► Takeover: what becomes of one object
 * </pre>
 */
@NullMarked
package dev.jetway.cli.takeover;

import org.jspecify.annotations.NullMarked;

/**
 * The {@code jetway} executable, and the only place that reads flags, configuration files and the
 * environment.
 *
 * <pre>
 *  flags ─┐
 *         ├─► GatewayCommand ───► GatewaySettings ───► GatewayProcess
 *  file ──┘   ConnectorCommand ─► ConnectorSettings ─► ConnectorProcess
 * </pre>
 *
 * A command only gathers text; a settings record is parsed from it once, with all mistakes told
 * together; a process wires the modules and reads top to bottom. Both processes can be built in
 * code, without flags or files.
 */
@NullMarked
package dev.jetway.cli;

import org.jspecify.annotations.NullMarked;

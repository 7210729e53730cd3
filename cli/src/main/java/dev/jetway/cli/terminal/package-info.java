/**
 * What commands for people write: lines, tables, JSON or YAML, and progress on what takes longer
 * than a second. Results go to stdout, everything else to stderr. Colours only on a terminal.
 */
@NullMarked
package dev.jetway.cli.terminal;

import org.jspecify.annotations.NullMarked;

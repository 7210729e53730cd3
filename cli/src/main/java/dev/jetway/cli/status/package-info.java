/** What is connected, offered and bound, at one end or at both. */
@NullMarked
package dev.jetway.cli.status;

import org.jspecify.annotations.NullMarked;

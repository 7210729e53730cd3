/** The commands for people, against real control planes. */
@NullMarked
package dev.jetway.e2e.commands;

import org.jspecify.annotations.NullMarked;

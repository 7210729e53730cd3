/** Answers that are made here, rather than streamed through: Status and small documents. */
@NullMarked
package dev.jetway.apiserver.answer;

import org.jspecify.annotations.NullMarked;

/** {@code /livez}, {@code /readyz} and {@code /healthz}: named checks that anybody may ask for. */
@NullMarked
package dev.jetway.apiserver.health;

import org.jspecify.annotations.NullMarked;

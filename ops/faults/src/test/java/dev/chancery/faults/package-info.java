/** Faults, each injected into the packaged application under load, proven to have happened, and judged from outside. */
@NullMarked
package dev.chancery.faults;

import org.jspecify.annotations.NullMarked;

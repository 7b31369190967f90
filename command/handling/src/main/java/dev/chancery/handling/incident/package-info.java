/** Serious incidents: their clocks, and who was told. */
@NullMarked
package dev.chancery.handling.incident;

import org.jspecify.annotations.NullMarked;

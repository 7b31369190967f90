/** Duties that are performed outside. */
@NullMarked
package dev.chancery.handling.duty;

import org.jspecify.annotations.NullMarked;

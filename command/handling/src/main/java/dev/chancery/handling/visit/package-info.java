/** Visits: who was here, and what people from outside looked at. */
@NullMarked
package dev.chancery.handling.visit;

import org.jspecify.annotations.NullMarked;

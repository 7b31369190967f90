/** Purposes and the autonomy that they have earned. */
@NullMarked
package dev.chancery.handling.workflow;

import org.jspecify.annotations.NullMarked;

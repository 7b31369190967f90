/** How much autonomy a workflow has, and what that means for an output. */
@NullMarked
package dev.chancery.decisions.gate;

import org.jspecify.annotations.NullMarked;

/** Recorded decisions executed again. */
@NullMarked
package dev.chancery.decisions.replay;

import org.jspecify.annotations.NullMarked;

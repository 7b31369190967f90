/** Outputs held against a rubric. */
@NullMarked
package dev.chancery.decisions.judge;

import org.jspecify.annotations.NullMarked;

/** Figures: the numbers of a report, each of which follows from a part of the log by a fold of a version. */
@NullMarked
package dev.chancery.folds.figure;

import org.jspecify.annotations.NullMarked;

/** The board's report on a quarter. */
@NullMarked
package dev.chancery.reports.board;

import org.jspecify.annotations.NullMarked;

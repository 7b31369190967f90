/** What measures the reviewers. */
@NullMarked
package dev.chancery.handling.calibration;

import org.jspecify.annotations.NullMarked;

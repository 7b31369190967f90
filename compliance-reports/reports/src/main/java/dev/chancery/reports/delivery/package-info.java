/** Brings what was issued to directories and buckets. */
@NullMarked
package dev.chancery.reports.delivery;

import org.jspecify.annotations.NullMarked;

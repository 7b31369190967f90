/** Packs and reports that are issued again and again, and how long what was issued is kept. */
@NullMarked
package dev.chancery.reports.schedule;

import org.jspecify.annotations.NullMarked;

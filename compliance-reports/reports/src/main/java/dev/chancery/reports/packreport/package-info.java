/** What whoever gets an audit pack opens first: {@code report.pdf}. */
@NullMarked
package dev.chancery.reports.packreport;

import org.jspecify.annotations.NullMarked;

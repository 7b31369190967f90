/** The documents of an audit pack: each a pure function of what stands on record at the end of the pack's range. */
@NullMarked
package dev.chancery.reports.document;

import org.jspecify.annotations.NullMarked;

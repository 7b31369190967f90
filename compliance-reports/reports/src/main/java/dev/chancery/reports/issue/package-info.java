/** What is made in the background, kept, and handed out: packs, board reports and others. */
@NullMarked
package dev.chancery.reports.issue;

import org.jspecify.annotations.NullMarked;

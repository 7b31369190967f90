/** Decisions of a period executed again, the same under another policy, and the explanation of one to the person concerned. */
@NullMarked
package dev.chancery.reports.replay;

import org.jspecify.annotations.NullMarked;

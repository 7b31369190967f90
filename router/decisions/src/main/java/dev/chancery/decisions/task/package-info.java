/** Whole tasks decided: from what was asked, or came of it, to the events. */
@NullMarked
package dev.chancery.decisions.task;

import org.jspecify.annotations.NullMarked;

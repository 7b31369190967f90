/** What the log records of itself. */
@NullMarked
package dev.chancery.handling.log;

import org.jspecify.annotations.NullMarked;

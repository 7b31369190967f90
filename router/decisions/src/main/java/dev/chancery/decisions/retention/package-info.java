/** What may be erased, and what is old enough to be. */
@NullMarked
package dev.chancery.decisions.retention;

import org.jspecify.annotations.NullMarked;

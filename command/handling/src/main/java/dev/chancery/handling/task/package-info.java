/** One governed act, from its opening to its outcome. */
@NullMarked
package dev.chancery.handling.task;

import org.jspecify.annotations.NullMarked;

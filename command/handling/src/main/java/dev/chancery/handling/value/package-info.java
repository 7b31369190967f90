/** What the work of workflows is worth. */
@NullMarked
package dev.chancery.handling.value;

import org.jspecify.annotations.NullMarked;

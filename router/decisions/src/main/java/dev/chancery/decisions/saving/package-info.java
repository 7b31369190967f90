/** Where money might be saved. */
@NullMarked
package dev.chancery.decisions.saving;

import org.jspecify.annotations.NullMarked;

/** Who may be what at the same time. */
@NullMarked
package dev.chancery.decisions.access;

import org.jspecify.annotations.NullMarked;

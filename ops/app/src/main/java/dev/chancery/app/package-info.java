/** Chancery as one process. */
@NullMarked
package dev.chancery.app;

import org.jspecify.annotations.NullMarked;

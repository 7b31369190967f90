/** What Chancery costs, measured. */
@NullMarked
package dev.chancery.bench;

import org.jspecify.annotations.NullMarked;

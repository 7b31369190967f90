/** Measures judges by what people put in the place of outputs. */
@NullMarked
package dev.chancery.app.pairs;

import org.jspecify.annotations.NullMarked;

/** Asks a model to judge another's output. */
@NullMarked
package dev.chancery.gateway.judge;

import org.jspecify.annotations.NullMarked;

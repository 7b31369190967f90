/** How decisions are looked at for bias. */
@NullMarked
package dev.chancery.handling.bias;

import org.jspecify.annotations.NullMarked;

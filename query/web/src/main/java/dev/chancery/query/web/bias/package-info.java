/** Checks for bias, over HTTP. */
@NullMarked
package dev.chancery.query.web.bias;

import org.jspecify.annotations.NullMarked;

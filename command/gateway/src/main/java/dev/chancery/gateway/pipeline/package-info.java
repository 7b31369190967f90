/** The way of one governed request, from the caller's words to the answer. */
@NullMarked
package dev.chancery.gateway.pipeline;

import org.jspecify.annotations.NullMarked;

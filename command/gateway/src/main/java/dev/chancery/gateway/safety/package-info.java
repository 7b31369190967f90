/** How much a text looks as if it wanted to steer the model that reads it. */
@NullMarked
package dev.chancery.gateway.safety;

import org.jspecify.annotations.NullMarked;

/** Programs that are started for one call, in a sandbox that is gone with it. */
@NullMarked
package dev.chancery.gateway.sandbox;

import org.jspecify.annotations.NullMarked;

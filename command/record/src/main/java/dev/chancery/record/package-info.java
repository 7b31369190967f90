/** How an event is recorded: stored names, JSON, upcasts, canonical bytes and leaf hash. */
@NullMarked
package dev.chancery.record;

import org.jspecify.annotations.NullMarked;

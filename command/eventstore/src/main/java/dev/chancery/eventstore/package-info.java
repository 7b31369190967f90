/** The embedded event store, put together. */
@NullMarked
package dev.chancery.eventstore;

import org.jspecify.annotations.NullMarked;

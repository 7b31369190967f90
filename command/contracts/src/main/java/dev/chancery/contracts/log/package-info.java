/** The record as its readers see it: ports that the event store implements. */
@NullMarked
package dev.chancery.contracts.log;

import org.jspecify.annotations.NullMarked;

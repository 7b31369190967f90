/** The log on PostgreSQL: how it is appended to, read and followed. */
@NullMarked
package dev.chancery.eventstore.log;

import org.jspecify.annotations.NullMarked;

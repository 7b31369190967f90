/** PostgreSQL run from its binaries, and what we demand of any PostgreSQL. */
@NullMarked
package dev.chancery.eventstore.postgres;

import org.jspecify.annotations.NullMarked;

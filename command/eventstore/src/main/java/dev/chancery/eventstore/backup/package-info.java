/** Backups of the record, and what brings one back. */
@NullMarked
package dev.chancery.eventstore.backup;

import org.jspecify.annotations.NullMarked;

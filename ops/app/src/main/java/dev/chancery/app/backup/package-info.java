/** Backups that a running Chancery takes by itself. */
@NullMarked
package dev.chancery.app.backup;

import org.jspecify.annotations.NullMarked;

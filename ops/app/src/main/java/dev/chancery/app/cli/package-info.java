/** What the same jar does from the command line without serving anyone. */
@NullMarked
package dev.chancery.app.cli;

import org.jspecify.annotations.NullMarked;

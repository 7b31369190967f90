/** Who is known here: accounts in memory, and those of the first run. */
@NullMarked
package dev.chancery.app.accounts;

import org.jspecify.annotations.NullMarked;

/** What is asked of the command side. */
@NullMarked
package dev.chancery.contracts.command;

import org.jspecify.annotations.NullMarked;

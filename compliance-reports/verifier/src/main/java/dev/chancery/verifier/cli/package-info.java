/** The command line. */
@NullMarked
package dev.chancery.verifier.cli;

import org.jspecify.annotations.NullMarked;

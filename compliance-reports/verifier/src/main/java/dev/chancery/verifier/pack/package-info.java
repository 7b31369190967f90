/** The audit pack's format, version 1: what its entries are called, how they are written and read. */
@NullMarked
package dev.chancery.verifier.pack;

import org.jspecify.annotations.NullMarked;

/** Registered callers, their keys and their suspension. */
@NullMarked
package dev.chancery.handling.agent;

import org.jspecify.annotations.NullMarked;

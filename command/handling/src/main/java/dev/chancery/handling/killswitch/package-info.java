/** Stopping an agent, a workflow or everything at once. */
@NullMarked
package dev.chancery.handling.killswitch;

import org.jspecify.annotations.NullMarked;

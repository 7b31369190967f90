/** What is verified of a pack, and the replay of its decisions. */
@NullMarked
package dev.chancery.verifier.check;

import org.jspecify.annotations.NullMarked;

/** What providers say was used. */
@NullMarked
package dev.chancery.handling.usage;

import org.jspecify.annotations.NullMarked;

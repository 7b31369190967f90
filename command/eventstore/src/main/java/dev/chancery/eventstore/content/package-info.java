/** The erasable content store: what is sealed, under which keys, and how it is destroyed. */
@NullMarked
package dev.chancery.eventstore.content;

import org.jspecify.annotations.NullMarked;

/** What price lists say. */
@NullMarked
package dev.chancery.handling.price;

import org.jspecify.annotations.NullMarked;

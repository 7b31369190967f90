/** Ids and money: the words that every other module speaks. */
@NullMarked
package dev.chancery.contracts;

import org.jspecify.annotations.NullMarked;

/** What is said to a model and what it says back, in no provider's dialect. The text in it is sanitised already. */
@NullMarked
package dev.chancery.inference.conversation;

import org.jspecify.annotations.NullMarked;

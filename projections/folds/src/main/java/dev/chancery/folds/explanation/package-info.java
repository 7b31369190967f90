/** What a task came to and how, in plain language for the person whom it concerns. Pure. */
@NullMarked
package dev.chancery.folds.explanation;

import org.jspecify.annotations.NullMarked;

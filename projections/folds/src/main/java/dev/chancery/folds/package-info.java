/** Pure folds: from events to the state of a read model. Every figure that a report prints is one. */
@NullMarked
package dev.chancery.folds;

import org.jspecify.annotations.NullMarked;

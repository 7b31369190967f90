/** What was observed when a decision was taken, and what the decision says. */
@NullMarked
package dev.chancery.contracts.fact;

import org.jspecify.annotations.NullMarked;

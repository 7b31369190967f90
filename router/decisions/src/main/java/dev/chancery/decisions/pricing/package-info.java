/** What a model call costs, and what price lists say of it. */
@NullMarked
package dev.chancery.decisions.pricing;

import org.jspecify.annotations.NullMarked;

/** The policy language: what the rules of a company say, as values. */
@NullMarked
package dev.chancery.decisions.policy;

import org.jspecify.annotations.NullMarked;

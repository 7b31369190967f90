/**
 * Whether groups are treated alike: rates, differences and ratios in the conventions of AIF360, Fairlearn and Local Law 144, with
 * intervals and tests. All of it is a function of counts. No number here is a threshold of law.
 */
@NullMarked
package dev.chancery.decisions.fairness;

import org.jspecify.annotations.NullMarked;

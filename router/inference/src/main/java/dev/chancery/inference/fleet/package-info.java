/** The deployments of a policy at work: order, breakers, retries, time limits, charges. */
@NullMarked
package dev.chancery.inference.fleet;

import org.jspecify.annotations.NullMarked;

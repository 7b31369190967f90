/** Which deployments may serve a request, in which order, and why not the others. */
@NullMarked
package dev.chancery.decisions.routing;

import org.jspecify.annotations.NullMarked;

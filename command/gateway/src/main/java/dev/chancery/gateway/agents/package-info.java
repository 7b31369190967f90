/** Who calls: keys, agents, and where their workflows stand. */
@NullMarked
package dev.chancery.gateway.agents;

import org.jspecify.annotations.NullMarked;

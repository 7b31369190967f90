/** Tools of upstream MCP servers, called for agents that were granted them and for no others. */
@NullMarked
package dev.chancery.gateway.tools;

import org.jspecify.annotations.NullMarked;

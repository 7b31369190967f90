/** What the edges of all model APIs share: reading a body, running a governed call, handing its answer over, saying what is wrong. */
@NullMarked
package dev.chancery.gateway.http;

import org.jspecify.annotations.NullMarked;

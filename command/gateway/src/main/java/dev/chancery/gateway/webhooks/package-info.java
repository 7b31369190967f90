/** Telling other systems that a person has decided what was held. */
@NullMarked
package dev.chancery.gateway.webhooks;

import org.jspecify.annotations.NullMarked;

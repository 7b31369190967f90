/** Keeps the evidence of incidents. */
@NullMarked
package dev.chancery.app.incidents;

import org.jspecify.annotations.NullMarked;

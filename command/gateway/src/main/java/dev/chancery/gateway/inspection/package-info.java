/** Showing what is seen in a text that is sent for no other purpose. */
@NullMarked
package dev.chancery.gateway.inspection;

import org.jspecify.annotations.NullMarked;

/** Personal data: found, replaced by placeholders that are stable within a session, and put back. */
@NullMarked
package dev.chancery.gateway.privacy;

import org.jspecify.annotations.NullMarked;

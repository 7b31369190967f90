/** Which parts are used, and in which order they come up. Nothing is decided here. */
@NullMarked
package dev.chancery.app.wiring;

import org.jspecify.annotations.NullMarked;

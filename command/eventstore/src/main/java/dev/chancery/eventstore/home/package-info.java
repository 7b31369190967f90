/** The home directory: who may read it, who may use it, what it keeps secret. */
@NullMarked
package dev.chancery.eventstore.home;

import org.jspecify.annotations.NullMarked;

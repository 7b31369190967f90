/** What happens once at each start, before the first request. */
@NullMarked
package dev.chancery.app.start;

import org.jspecify.annotations.NullMarked;

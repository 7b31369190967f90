/** Pages for people. */
@NullMarked
package dev.chancery.query.web.console;

import org.jspecify.annotations.NullMarked;

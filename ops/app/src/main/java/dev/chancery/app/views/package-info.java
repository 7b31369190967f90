/** The views compared with the log, night by night. */
@NullMarked
package dev.chancery.app.views;

import org.jspecify.annotations.NullMarked;

/** What takes autonomy away again. */
@NullMarked
package dev.chancery.app.gates;

import org.jspecify.annotations.NullMarked;

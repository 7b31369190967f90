/** Which tools an agent may call. */
@NullMarked
package dev.chancery.decisions.tools;

import org.jspecify.annotations.NullMarked;

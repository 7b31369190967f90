/** How upstream tools describe themselves, and who approved a change. */
@NullMarked
package dev.chancery.handling.tool;

import org.jspecify.annotations.NullMarked;

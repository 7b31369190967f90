/** Audit packs, as far as the record has to know of them. */
@NullMarked
package dev.chancery.handling.export;

import org.jspecify.annotations.NullMarked;

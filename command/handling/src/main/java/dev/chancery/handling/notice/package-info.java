/** What became of telling other systems. */
@NullMarked
package dev.chancery.handling.notice;

import org.jspecify.annotations.NullMarked;

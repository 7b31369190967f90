/** Legal holds, the erasure of contents on request and by age. */
@NullMarked
package dev.chancery.handling.erasure;

import org.jspecify.annotations.NullMarked;

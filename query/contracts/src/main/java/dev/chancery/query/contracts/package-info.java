/** Questions that may be asked of the record, and the views that answer them. */
@NullMarked
package dev.chancery.query.contracts;

import org.jspecify.annotations.NullMarked;

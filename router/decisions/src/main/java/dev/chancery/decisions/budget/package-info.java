/** Hard caps: which apply, and what may be reserved under them. */
@NullMarked
package dev.chancery.decisions.budget;

import org.jspecify.annotations.NullMarked;

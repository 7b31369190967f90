/** Hard caps: what is reserved and spent, and the record of caps. */
@NullMarked
package dev.chancery.handling.budget;

import org.jspecify.annotations.NullMarked;

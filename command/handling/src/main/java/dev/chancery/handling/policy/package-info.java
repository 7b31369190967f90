/** The rules in force. */
@NullMarked
package dev.chancery.handling.policy;

import org.jspecify.annotations.NullMarked;

/** Answers what the law asks of the systems in the register, and what the record shows of it. */
@NullMarked
package dev.chancery.app.controls;

import org.jspecify.annotations.NullMarked;

/** Folds kept in PostgreSQL, each batch in one transaction with the position it reaches; and the queries that they answer. */
@NullMarked
package dev.chancery.views;

import org.jspecify.annotations.NullMarked;

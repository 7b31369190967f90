/** The log's signed head, its key and proofs, for whoever does not want to trust it. */
@NullMarked
package dev.chancery.query.web.log;

import org.jspecify.annotations.NullMarked;

/** Packs and reports that were issued, and what is issued again and again. */
@NullMarked
package dev.chancery.query.web.issued;

import org.jspecify.annotations.NullMarked;

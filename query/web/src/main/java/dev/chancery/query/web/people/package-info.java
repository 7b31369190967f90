/** Packs and reports that were issued, and what is issued again and again. */
@NullMarked
package dev.chancery.query.web.people;

import org.jspecify.annotations.NullMarked;

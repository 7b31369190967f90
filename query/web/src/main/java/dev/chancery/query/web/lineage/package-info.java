/** What made which output, and what it was made of. */
@NullMarked
package dev.chancery.query.web.lineage;

import org.jspecify.annotations.NullMarked;

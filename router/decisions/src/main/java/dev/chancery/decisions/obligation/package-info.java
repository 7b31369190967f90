/** What the law asks of AI systems, and whether the record shows that it is done. */
@NullMarked
package dev.chancery.decisions.obligation;

import org.jspecify.annotations.NullMarked;

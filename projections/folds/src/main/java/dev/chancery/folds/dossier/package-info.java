/** What stands on record about a company's AI, in memory: that of which documents are written. */
@NullMarked
package dev.chancery.folds.dossier;

import org.jspecify.annotations.NullMarked;

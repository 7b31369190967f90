/** Audit packs: written in the background, fetched when ready. */
@NullMarked
package dev.chancery.reports.pack;

import org.jspecify.annotations.NullMarked;

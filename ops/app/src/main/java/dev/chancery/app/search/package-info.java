/** Settings of the search index. */
@NullMarked
package dev.chancery.app.search;

import org.jspecify.annotations.NullMarked;

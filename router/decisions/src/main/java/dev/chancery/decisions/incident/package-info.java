/** What a serious incident asks of the company, and by when. */
@NullMarked
package dev.chancery.decisions.incident;

import org.jspecify.annotations.NullMarked;

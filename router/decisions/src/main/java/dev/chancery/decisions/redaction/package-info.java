/** What the personal data in a request means for it. */
@NullMarked
package dev.chancery.decisions.redaction;

import org.jspecify.annotations.NullMarked;

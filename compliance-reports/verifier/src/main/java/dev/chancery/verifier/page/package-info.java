/** The verifier for who has a browser and nothing else: one HTML page that does the same checks. */
@NullMarked
package dev.chancery.verifier.page;

import org.jspecify.annotations.NullMarked;

/** The read API and the management of what is registered, as JSON. */
@NullMarked
package dev.chancery.query.web.api;

import org.jspecify.annotations.NullMarked;

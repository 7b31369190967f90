/** What the law asks, what shows that it is done, and incidents: what the API and the console do about them. */
@NullMarked
package dev.chancery.query.web.duties;

import org.jspecify.annotations.NullMarked;

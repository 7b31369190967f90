/** The read API and the console: what they share. */
@NullMarked
package dev.chancery.query.web;

import org.jspecify.annotations.NullMarked;

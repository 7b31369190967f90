/** Which versions a deployment served. */
@NullMarked
package dev.chancery.handling.model;

import org.jspecify.annotations.NullMarked;

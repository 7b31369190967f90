/** The command side: how commands reach their aggregates. */
@NullMarked
package dev.chancery.handling;

import org.jspecify.annotations.NullMarked;

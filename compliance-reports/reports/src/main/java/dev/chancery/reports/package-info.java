/** What leaves the house as evidence. */
@NullMarked
package dev.chancery.reports;

import org.jspecify.annotations.NullMarked;

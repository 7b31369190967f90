/** What people say of changes of what answers. */
@NullMarked
package dev.chancery.handling.lineage;

import org.jspecify.annotations.NullMarked;

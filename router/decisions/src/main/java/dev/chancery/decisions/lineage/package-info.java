/** What has changed of a workflow so that a person has to assess it. */
@NullMarked
package dev.chancery.decisions.lineage;

import org.jspecify.annotations.NullMarked;

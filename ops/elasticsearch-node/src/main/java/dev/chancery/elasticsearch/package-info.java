/** A real Elasticsearch node for tests. */
@NullMarked
package dev.chancery.elasticsearch;

import org.jspecify.annotations.NullMarked;

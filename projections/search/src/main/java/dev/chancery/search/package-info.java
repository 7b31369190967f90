/**
 * Full-text search over the record. An index says where something is; what it says is read from the log. It follows the log, can be
 * built again from it at any time beside the one that answers, and forgets with the contents.
 */
@NullMarked
package dev.chancery.search;

import org.jspecify.annotations.NullMarked;

/** What is known of models, prompts and tools as a bill of materials, for whoever answers with one and whoever puts one into a pack. */
@NullMarked
package dev.chancery.query.contracts.bom;

import org.jspecify.annotations.NullMarked;

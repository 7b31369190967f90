/** Models inside this process: an embedding model, and what is answered and labelled with its help. */
@NullMarked
package dev.chancery.inference.embedded;

import org.jspecify.annotations.NullMarked;

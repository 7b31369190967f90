/** Models behind their providers' wire protocols, by langchain4j over one pool of connections. */
@NullMarked
package dev.chancery.inference.provider;

import org.jspecify.annotations.NullMarked;

/** The public API and the pipeline of one governed request. */
@NullMarked
package dev.chancery.gateway;

import org.jspecify.annotations.NullMarked;

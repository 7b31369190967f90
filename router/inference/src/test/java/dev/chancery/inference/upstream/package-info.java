/** A provider that is simulated, for tests and benchmarks. */
@NullMarked
package dev.chancery.inference.upstream;

import org.jspecify.annotations.NullMarked;

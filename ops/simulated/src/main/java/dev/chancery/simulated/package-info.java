/** A provider that is simulated, for tests and benchmarks. */
@NullMarked
package dev.chancery.simulated;

import org.jspecify.annotations.NullMarked;

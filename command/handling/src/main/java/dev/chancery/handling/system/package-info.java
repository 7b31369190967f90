/** The register of AI systems, the rules that they are classified by, and AI that is used past the gateway. */
@NullMarked
package dev.chancery.handling.system;

import org.jspecify.annotations.NullMarked;

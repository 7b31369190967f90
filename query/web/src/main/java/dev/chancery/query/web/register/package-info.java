/** The register of AI systems over HTTP: systems, the rules that they are classified by, and AI that is used past the gateway. */
@NullMarked
package dev.chancery.query.web.register;

import org.jspecify.annotations.NullMarked;
